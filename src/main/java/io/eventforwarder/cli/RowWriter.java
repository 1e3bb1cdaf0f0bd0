// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.cli.OutputArguments.Format;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes rows one by one: as a table, as one JSON object or as JSON lines. It keeps no rows, so the
 * columns of a table have fixed widths.
 */
final class RowWriter<T> {

  private static final String START = "{\"rows\": [\n";
  private static final int ROWS_PER_CHECK = 1_000;

  private final Format format;
  private final PrintWriter out;
  private final List<Column<T>> columns;

  private long rows;

  RowWriter(Format format, PrintWriter out, List<Column<T>> columns) {
    this.format = format;
    this.out = new PrintWriter(new BufferedWriter(out, 1 << 16));
    this.columns =
        format == Format.TABLE
            ? columns.stream().filter(column -> column.width() > 0).toList()
            : columns;
  }

  /** Returns false if nobody reads the output any more. */
  boolean write(T row) {
    if (format == Format.TABLE) {
      if (rows == 0) {
        writeLine(column -> column.name().replace('_', ' ').toUpperCase(Locale.ROOT));
      }
      writeLine(column -> cell(column.value().apply(row)));
    } else {
      Map<String, Object> fields = new LinkedHashMap<>();
      columns.forEach(column -> fields.put(column.name(), column.value().apply(row)));
      String start = rows == 0 ? START : ",\n";
      out.print(format == Format.JSON ? start + json(fields) : json(fields) + "\n");
    }
    rows++;
    // The check flushes, so it is not made for each row.
    return rows % ROWS_PER_CHECK != 0 || !out.checkError();
  }

  private void writeLine(Function<Column<T>, String> cell) {
    StringBuilder line = new StringBuilder();
    for (Column<T> column : columns) {
      String text = cell.apply(column);
      line.append(text).append(" ".repeat(Math.max(0, column.width() - text.length()) + 2));
    }
    out.println(line.toString().stripTrailing());
  }

  private static String cell(Object value) {
    return value == null ? "-" : Printable.escape(value.toString());
  }

  private static String json(Map<String, Object> fields) {
    return JsonLine.of(JsonLine.node(fields).toString());
  }

  void flush() {
    out.flush();
  }

  /**
   * Ends the output.
   *
   * @param text the lines of the summary in a table
   * @param summary its fields in JSON; there is no summary if they are empty
   */
  void finish(List<String> text, Map<String, Object> summary) {
    String json = summary.isEmpty() ? "" : "\"summary\": " + json(summary);
    switch (format) {
      case TABLE -> text.forEach(out::println);
      case JSON ->
          out.println((rows == 0 ? START : "\n") + (json.isEmpty() ? "]}" : "], " + json + "}"));
      case JSONL -> out.print(json.isEmpty() ? "" : "{" + json + "}\n");
    }
    out.flush();
  }
}
