// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

/** Differences between headers and value that producers cause in valid records. */
public enum KnownDifference {
  /** Neither names a queue. The headers then mean the default queue, the value none. */
  MISSING_QUEUE("missing_queue"),
  /** A flag is null in the value. Producers write false into the headers. */
  NULL_FLAG("null_flag"),
  /** The group states of the headers were invalid and were dropped. */
  GROUP_STATES_DROPPED("group_states_dropped");

  private final String key;

  KnownDifference(String key) {
    this.key = key;
  }

  /** The spelling in metrics. */
  @Override
  public String toString() {
    return key;
  }
}
