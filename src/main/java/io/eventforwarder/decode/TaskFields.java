// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Arrays;

/**
 * The values of one task's {@link TaskField fields}.
 *
 * <p>Each is a JSON value: null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, or
 * {@link JsonText} for an array or object. Headers give each field its proper type. A field from
 * the record's value keeps the type that it has in the JSON, as workers expect.
 */
public final class TaskFields {

  private final Object[] values = new Object[TaskField.QUEUE.ordinal() + 1];

  /** Only for the code that creates the fields, before it publishes them. */
  public TaskFields set(TaskField field, Object value) {
    values[field.ordinal()] = value;
    return this;
  }

  public Object get(TaskField field) {
    return values[field.ordinal()];
  }

  /** The value of the argument at this index of {@link TaskField#ARGUMENTS}. */
  public Object argument(int index) {
    return values[index];
  }

  /** Characters of all strings and bytes of all JSON texts: the parts of variable size. */
  public long variableLength() {
    long length = 0;
    for (Object value : values) {
      if (value instanceof String text) {
        length += text.length();
      } else if (value instanceof JsonText json) {
        length += json.utf8().length;
      }
    }
    return length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaskFields that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
