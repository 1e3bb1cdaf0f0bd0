// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

/**
 * Which of its two parameter fields an activation of format {@link TaskFormat#TASKBROKER} has.
 * Workers with a client before 0.1.9 read only JSON, those from 0.20.0 on only msgpack.
 */
public enum ParametersFormat {
  BOTH,
  MSGPACK,
  JSON;

  boolean hasJson() {
    return this != MSGPACK;
  }

  boolean hasMsgpack() {
    return this != JSON;
  }
}
