// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.function.Function;

/**
 * One column of the rows that a command writes.
 *
 * @param name name of the field in JSON, heading in a table
 * @param width characters in a table; 0 leaves the column out of tables
 * @param value a String, a number or null
 */
record Column<T>(String name, int width, Function<T, Object> value) {

  private static final int TIME_WIDTH = 24;

  static <T> Column<T> jsonOnly(String name, Function<T, Object> value) {
    return new Column<>(name, 0, value);
  }

  static <T> Column<T> time(String name, Function<T, Long> timestamp) {
    return new Column<>(name, TIME_WIDTH, timestamp.andThen(Printable::time));
  }
}
