// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Arrays;
import java.util.Optional;

/** What a source topic carries. Never part of a record: each topic is configured with one. */
public enum EventStreamType {
  ERROR("error"),
  TRANSACTION("transaction"),
  GENERIC("generic");

  private final String key;

  EventStreamType(String key) {
    this.key = key;
  }

  /** The type that is spelled so; empty if there is none. */
  public static Optional<EventStreamType> find(String key) {
    return Arrays.stream(values()).filter(type -> type.key.equals(key)).findFirst();
  }

  /** The spelling in configuration and in the task argument {@code eventstream_type}. */
  @Override
  public String toString() {
    return key;
  }
}
