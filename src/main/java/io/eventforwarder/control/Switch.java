// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

/** What can be switched while the job runs. */
public enum Switch {
  /** A decode mode, for a topic or for all of them, and for a share of the partitions. */
  DECODE_MODE("decode.mode"),
  /** Whether a topic, or all of them, are not read for now. */
  PAUSED("dispatch.paused"),
  /** Whether tasks of a project are dropped. */
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
