// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a post-process task: its arguments, in the order in which other producers write
 * them, and the queue.
 */
public enum TaskField {
  IS_NEW,
  IS_REGRESSION,
  IS_NEW_GROUP_ENVIRONMENT,
  PRIMARY_HASH,
  CACHE_KEY,
  GROUP_ID,
  GROUP_STATES,
  OCCURRENCE_ID,
  PROJECT_ID,
  EVENTSTREAM_TYPE,
  /** The queue that the record names. It selects the topic and is not an argument. */
  QUEUE;

  /** The arguments: every field but the queue. An argument's index here is its ordinal. */
  public static final List<TaskField> ARGUMENTS =
      Arrays.stream(values()).filter(field -> field != QUEUE).toList();

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The name as workers and the value's JSON spell it. */
  @Override
  public String toString() {
    return key;
  }
}
