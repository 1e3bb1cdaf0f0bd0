// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

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

  static final NameTable<ValueField> EVENT_DATA =
      new NameTable<>(EVENT_ID, PROJECT_ID, GROUP_ID, PRIMARY_HASH, OCCURRENCE_ID);
  static final NameTable<ValueField> TASK_STATE =
      new NameTable<>(
          SKIP_CONSUME, IS_NEW, IS_REGRESSION, IS_NEW_GROUP_ENVIRONMENT, GROUP_STATES, QUEUE);

  static final ValueField[] REQUIRED_EVENT_DATA = {EVENT_ID, PROJECT_ID, GROUP_ID, PRIMARY_HASH};
  static final ValueField[] REQUIRED_TASK_STATE = {IS_NEW, IS_REGRESSION, IS_NEW_GROUP_ENVIRONMENT};

  private final String key;

  ValueField(String key) {
    this.key = key;
  }

  @Override
  public String toString() {
    return key;
  }
}
