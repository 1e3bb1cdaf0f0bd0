/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of a value that decide: those of the event data, then those of the task state. */
enum ValueField {
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

  static final ValueField[] EVENT_DATA = {
    EVENT_ID, PROJECT_ID, GROUP_ID, PRIMARY_HASH, OCCURRENCE_ID
  };
  static final ValueField[] TASK_STATE = {
    SKIP_CONSUME, IS_NEW, IS_REGRESSION, IS_NEW_GROUP_ENVIRONMENT, GROUP_STATES, QUEUE
  };
  static final ValueField[] REQUIRED_EVENT_DATA = {EVENT_ID, PROJECT_ID, GROUP_ID, PRIMARY_HASH};
  static final ValueField[] REQUIRED_TASK_STATE = {IS_NEW, IS_REGRESSION, IS_NEW_GROUP_ENVIRONMENT};

  private final String key;
  private final byte[] bytes;

  ValueField(String key) {
    this.key = key;
    this.bytes = key.getBytes(StandardCharsets.US_ASCII);
  }

  String key() {
    return key;
  }

  /**
   * The field whose key is the string at {@code start} (with its quotes), null if it is another.
   */
  static ValueField find(ValueField[] fields, byte[] json, int start, int end) {
    for (ValueField field : fields) {
      if (Arrays.equals(field.bytes, 0, field.bytes.length, json, start + 1, end - 1)) {
        return field;
      }
    }
    return findEscaped(fields, json, start, end);
  }

  /** {@code event\u005fid} spells the same key as {@code event_id}. */
  private static ValueField findEscaped(ValueField[] fields, byte[] json, int start, int end) {
    for (int i = start; i < end; i++) {
      if (json[i] == '\\') {
        String key = JsonValues.string(json, start, end);
        for (ValueField field : fields) {
          if (field.key.equals(key)) {
            return field;
          }
        }
        return null;
      }
    }
    return null;
  }
}
