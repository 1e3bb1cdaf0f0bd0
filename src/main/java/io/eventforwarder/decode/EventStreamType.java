// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a source topic carries: configured for each topic, never part of a record. */
public enum EventStreamType {
  ERROR,
  TRANSACTION,
  GENERIC;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The type with this spelling, empty if there is none. */
  public static Optional<EventStreamType> find(String key) {
    return Arrays.stream(values()).filter(type -> type.key.equals(key)).findFirst();
  }

  /** The spelling in configuration and in the task argument {@code eventstream_type}. */
  @Override
  public String toString() {
    return key;
  }
}
