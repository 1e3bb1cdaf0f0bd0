// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

/** The kinds of switches. */
public enum Switch {
  /** The decode mode of a topic or of all topics, for a share of the partitions. */
  DECODE_MODE("decode.mode"),
  /** Whether a topic or all topics are not read. */
  PAUSED("dispatch.paused"),
  /** Whether the tasks of a project are dropped. */
  DROP_PROJECT("dispatch.drop-project");

  private final String key;

  Switch(String key) {
    this.key = key;
  }

  /** The spelling in control records and commands. */
  @Override
  public String toString() {
    return key;
  }
}
