// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.function.Function;

/**
 * One fact of each row that a command writes.
 *
 * @param name the field's name in JSON, the heading in a table
 * @param width characters in a table; {@link #JSON_ONLY} leaves the column out of tables
 * @param value a String, a number or null
 */
record Column<T>(String name, int width, Function<T, Object> value) {

  static final int JSON_ONLY = 0;
}
