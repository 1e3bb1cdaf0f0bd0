// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

/**
 * Which of its two parameter fields an activation of format {@link TaskFormat#TASKBROKER} fills.
 * Workers with a client before 0.1.9 read only JSON, from 0.20.0 on only msgpack.
 */
public enum ParametersFormat {
  BOTH("both"),
  MSGPACK("msgpack"),
  JSON("json");

  private final String key;

  ParametersFormat(String key) {
    this.key = key;
  }

  boolean hasJson() {
    return this != MSGPACK;
  }

  boolean hasMsgpack() {
    return this != JSON;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
