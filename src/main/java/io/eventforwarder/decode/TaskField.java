// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Arrays;
import java.util.List;

/**
 * The fields of a post-process task: its arguments, in the order in which producers of this task
 * write them, and the queue.
 */
public enum TaskField {
  IS_NEW("is_new"),
  IS_REGRESSION("is_regression"),
  IS_NEW_GROUP_ENVIRONMENT("is_new_group_environment"),
  PRIMARY_HASH("primary_hash"),
  CACHE_KEY("cache_key"),
  GROUP_ID("group_id"),
  GROUP_STATES("group_states"),
  OCCURRENCE_ID("occurrence_id"),
  PROJECT_ID("project_id"),
  EVENTSTREAM_TYPE("eventstream_type"),
  /** The queue that the record names. It selects the topic and is not an argument. */
  QUEUE("queue");

  /** The arguments: every field but the queue. An argument's index here is its ordinal. */
  public static final List<TaskField> ARGUMENTS =
      Arrays.stream(values()).filter(field -> field != QUEUE).toList();

  private final String key;

  TaskField(String key) {
    this.key = key;
  }

  /** The name as workers and the value's JSON spell it. */
  @Override
  public String toString() {
    return key;
  }
}
