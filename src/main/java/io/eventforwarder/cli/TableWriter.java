// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Columns of fixed width, since rows are not kept to measure them; the last has no end. */
final class TableWriter<T> extends RowWriter<T> {

  private final List<Column<T>> columns;

  TableWriter(PrintWriter out, List<Column<T>> columns) {
    super(out);
    this.columns = columns.stream().filter(column -> column.width() > 0).toList();
  }

  @Override
  void writeRow(T row) {
    if (rows() == 0) {
      writeLine(column -> column.name().replace('_', ' ').toUpperCase(Locale.ROOT));
    }
    writeLine(column -> text(column.value().apply(row)));
  }

  private interface Cell<T> {
    String of(Column<T> column);
  }

  private void writeLine(Cell<T> cell) {
    StringBuilder line = new StringBuilder();
    for (Column<T> column : columns) {
      String text = cell.of(column);
      line.append(text);
      line.append(" ".repeat(Math.max(0, column.width() - text.length()))).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  private static String text(Object value) {
    return value == null ? "-" : Printable.escape(value.toString());
  }

  @Override
  void finish() {
    out.flush();
  }

  @Override
  void finish(List<String> text, Map<String, Object> summary) {
    text.forEach(out::println);
    out.flush();
  }
}
