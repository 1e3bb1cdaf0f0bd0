// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.config.FailurePolicy;

/**
 * Counts the failures of one partition against a policy. The counts start at zero with each start
 * of the subtask. Only failures read the clock.
 */
final class PartitionFailures {

  private final FailurePolicy policy;

  private int consecutive;
  private long windowStart = Long.MIN_VALUE;
  private long windowRecords;
  private long windowFailures;

  PartitionFailures(FailurePolicy policy) {
    this.policy = policy;
  }

  void succeeded() {
    consecutive = 0;
    windowRecords++;
  }

  /**
   * @param now milliseconds since the epoch
   * @return which limit this failure exceeds, with the counts; null if none
   */
  String failed(long now) {
    if (windowStart == Long.MIN_VALUE || now - windowStart >= policy.window().toMillis()) {
      windowStart = now;
      windowRecords = 0;
      windowFailures = 0;
    }
    consecutive++;
    windowRecords++;
    windowFailures++;
    if (policy.maxConsecutive() > 0 && consecutive > policy.maxConsecutive()) {
      return consecutive
          + " records in a row, more than dead-letter.limit.max-consecutive = "
          + policy.maxConsecutive();
    }
    if (windowRecords >= FailurePolicy.MIN_RECORDS
        && windowFailures > policy.maxRatio() * windowRecords) {
      return windowFailures
          + " of "
          + windowRecords
          + " records within "
          + policy.window().toSeconds()
          + " s, more than dead-letter.limit.max-ratio = "
          + policy.maxRatio();
    }
    return null;
  }
}
