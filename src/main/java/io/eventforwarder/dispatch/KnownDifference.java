// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

/** Where headers and value of a sound record differ, as producers write them. */
public enum KnownDifference {
  /** Neither names a queue: the headers then mean the default one, the value none. */
  MISSING_QUEUE("missing_queue"),
  /** A flag that is null in the value; producers write it as false in the headers. */
  NULL_FLAG("null_flag"),
  /** The group states of the headers are unreadable and were left out. */
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
