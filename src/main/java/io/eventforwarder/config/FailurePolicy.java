// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Limits on the failures of a partition. Beyond them the fault is more likely ours than the
 * records'.
 *
 * @param maxRatio failed records among all within a window, 0 to 1; 1 is no limit
 * @param window starts with a failure, and is judged from {@value #MIN_RECORDS} records
 * @param maxConsecutive records that may fail in a row; 0 is no limit
 */
public record FailurePolicy(double maxRatio, Duration window, int maxConsecutive, OnLimit onLimit)
    implements Serializable {

  /** What the job does when too many records of a partition fail. */
  public enum OnLimit {
    /** Continue, with an alarm metric and one log line a minute. */
    CONTINUE,
    /** Fail without a restart. */
    FAIL
  }

  /** The ratio of fewer records means little. */
  public static final int MIN_RECORDS = 100;

  public FailurePolicy {
    Objects.requireNonNull(window);
    Objects.requireNonNull(onLimit);
  }
}
