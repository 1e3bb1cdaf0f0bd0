// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

/** How a task activation is written to its topic. */
public enum TaskFormat {
  /** The task broker's protobuf message. */
  TASKBROKER,
  /** One JSON object with the same content. */
  JSON
}
