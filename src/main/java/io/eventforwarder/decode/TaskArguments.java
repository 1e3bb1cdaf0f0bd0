// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Arrays;
import java.util.List;

/**
 * The arguments of one post-process task, in the order of {@link #NAMES}.
 *
 * <p>Each is a JSON value: null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, or
 * {@link JsonText} for an array or object. From headers each argument has its proper type; from a
 * value each is passed on as the JSON has it, whatever its type, as the workers expect.
 */
public final class TaskArguments {

  public static final int IS_NEW = 0;
  public static final int IS_REGRESSION = 1;
  public static final int IS_NEW_GROUP_ENVIRONMENT = 2;
  public static final int PRIMARY_HASH = 3;
  public static final int CACHE_KEY = 4;
  public static final int GROUP_ID = 5;
  public static final int GROUP_STATES = 6;
  public static final int OCCURRENCE_ID = 7;
  public static final int PROJECT_ID = 8;
  public static final int EVENTSTREAM_TYPE = 9;

  /** Names of the arguments, in the order in which producers of this task write them. */
  public static final List<String> NAMES =
      List.of(
          "is_new",
          "is_regression",
          "is_new_group_environment",
          "primary_hash",
          "cache_key",
          "group_id",
          "group_states",
          "occurrence_id",
          "project_id",
          "eventstream_type");

  private final Object[] values;

  /** Takes over {@code values}, one for each of {@link #NAMES}. */
  public TaskArguments(Object[] values) {
    if (values.length != NAMES.size()) {
      throw new IllegalArgumentException(
          "expected " + NAMES.size() + " arguments, got " + values.length);
    }
    this.values = values;
  }

  /** The argument at one of this class's positions. */
  public Object get(int position) {
    return values[position];
  }

  /** Number of arguments. */
  public int size() {
    return values.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaskArguments arguments && Arrays.equals(values, arguments.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ", ").append(NAMES.get(i)).append('=').append(values[i]);
    }
    return text.append('}').toString();
  }
}
