// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

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

  private static final NameTable<HeaderField> BY_NAME = new NameTable<>(values());

  private final String key;

  HeaderField(String key) {
    this.key = key;
  }

  /** The header's name. */
  @Override
  public String toString() {
    return key;
  }

  /** The header with this name, null if the name is not known. */
  static HeaderField find(byte[] name, int start, int end) {
    return BY_NAME.find(name, start, end);
  }
}
