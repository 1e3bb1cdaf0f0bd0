// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Locale;

/** The headers that give the reason of a dead letter. Provenance headers are always added. */
public enum DeadLetterHeaderStyle {
  /** {@code forwarder.error.*}, which this project's own commands read. */
  FORWARDER,
  /** {@code __connect.errors.*}, for tools made for Kafka Connect. */
  KAFKA_CONNECT,
  BOTH;

  public boolean hasForwarder() {
    return this != KAFKA_CONNECT;
  }

  public boolean hasKafkaConnect() {
    return this != FORWARDER;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
