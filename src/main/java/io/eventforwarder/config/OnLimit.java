// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Locale;

/** What the job does when too many records of a partition fail. */
public enum OnLimit {
  /** It continues, with an alarm metric and one log line a minute. */
  CONTINUE,
  /** It ends as failed, without a restart. */
  FAIL;

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
