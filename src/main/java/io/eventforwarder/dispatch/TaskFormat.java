// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

/** How a task activation is written to its topic. */
public enum TaskFormat {
  /** The task broker's protobuf message. */
  TASKBROKER("taskbroker"),
  /** One JSON object with the same facts. */
  JSON("json");

  private final String key;

  TaskFormat(String key) {
    this.key = key;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
