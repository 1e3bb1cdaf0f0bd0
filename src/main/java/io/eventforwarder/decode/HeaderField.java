/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The headers that decide. */
enum HeaderField {
  VERSION("version"),
  OPERATION("operation"),
  EVENT_ID("event_id"),
  PROJECT_ID("project_id"),
  GROUP_ID("group_id"),
  PRIMARY_HASH("primary_hash"),
  OCCURRENCE_ID("occurrence_id"),
  SKIP_CONSUME("skip_consume"),
  IS_NEW("is_new"),
  IS_REGRESSION("is_regression"),
  IS_NEW_GROUP_ENVIRONMENT("is_new_group_environment"),
  GROUP_STATES("group_states"),
  QUEUE("queue");

  /** By length and first byte, in which no two of the names agree. */
  private static final HeaderField[] BY_HASH = byHash();

  private final String key;
  private final byte[] bytes;

  HeaderField(String key) {
    this.key = key;
    this.bytes = key.getBytes(StandardCharsets.US_ASCII);
  }

  /** The header's name. */
  String key() {
    return key;
  }

  /** The header with the name that stands there, null if it is another. */
  static HeaderField find(byte[] name, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return null;
    }
    HeaderField field = BY_HASH[hash(length, name[start])];
    return field != null
            && field.bytes.length == length
            && Arrays.equals(field.bytes, 0, length, name, start, end)
        ? field
        : null;
  }

  private static int hash(int length, byte first) {
    return 5 * length + first & 63;
  }

  private static HeaderField[] byHash() {
    HeaderField[] fields = new HeaderField[64];
    for (HeaderField field : values()) {
      int hash = hash(field.bytes.length, field.bytes[0]);
      if (fields[hash] != null) {
        throw new IllegalStateException(field + " and " + fields[hash] + " have the same hash");
      }
      fields[hash] = field;
    }
    return fields;
  }
}
