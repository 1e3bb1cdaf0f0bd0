// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** Which headers tell why a dead letter is one. The provenance headers are always there. */
public enum DeadLetterHeaderStyle {
  /** {@code forwarder.error.*}, which this project's own commands read. */
  FORWARDER("forwarder"),
  /** {@code __connect.errors.*}, for tools made for Kafka Connect. */
  KAFKA_CONNECT("kafka-connect"),
  BOTH("both");

  private final String key;

  DeadLetterHeaderStyle(String key) {
    this.key = key;
  }

  public boolean hasForwarder() {
    return this != KAFKA_CONNECT;
  }

  public boolean hasKafkaConnect() {
    return this != FORWARDER;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
