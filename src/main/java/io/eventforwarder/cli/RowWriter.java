// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes rows one by one, without keeping them: as a table, as a JSON array or as JSON lines.
 * Therefore the columns of a table have fixed widths.
 */
final class RowWriter<T> {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int ROWS_PER_CHECK = 1_000;

  private final OutputFormat format;
  private final PrintWriter out;
  private final List<Column<T>> columns;

  private long rows;

  RowWriter(OutputFormat format, PrintWriter out, List<Column<T>> columns) {
    this.format = format;
    this.out = new PrintWriter(new BufferedWriter(out, 1 << 16));
    this.columns =
        format == OutputFormat.TABLE
            ? columns.stream().filter(column -> column.width() > 0).toList()
            : columns;
  }

  /** Returns false when nobody reads the output any more. */
  boolean write(T row) {
    if (format == OutputFormat.TABLE) {
      if (rows == 0) {
        writeLine(column -> column.name().replace('_', ' ').toUpperCase(Locale.ROOT));
      }
      writeLine(column -> cell(column.value().apply(row)));
    } else {
      Map<String, Object> fields = new LinkedHashMap<>();
      columns.forEach(column -> fields.put(column.name(), column.value().apply(row)));
      writeJson(fields);
    }
    rows++;
    // The check flushes, so it is not made for each row.
    return rows % ROWS_PER_CHECK != 0 || !out.checkError();
  }

  private void writeLine(Function<Column<T>, String> cell) {
    StringBuilder line = new StringBuilder();
    for (Column<T> column : columns) {
      String text = cell.apply(column);
      line.append(text);
      line.append(" ".repeat(Math.max(0, column.width() - text.length()))).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  private static String cell(Object value) {
    return value == null ? "-" : Printable.escape(value.toString());
  }

  private void writeJson(Map<String, Object> fields) {
    if (format == OutputFormat.JSON) {
      out.print(rows == 0 ? "[\n" : ",\n");
    }
    try {
      out.print(JsonLine.of(MAPPER.writeValueAsString(fields)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
    if (format == OutputFormat.JSONL) {
      out.println();
    }
  }

  void flush() {
    out.flush();
  }

  long rows() {
    return rows;
  }

  /** Ends the output. */
  void finish() {
    if (format == OutputFormat.JSON) {
      out.println(rows == 0 ? "[]" : "\n]");
    }
    out.flush();
  }

  /**
   * Ends the output with a summary.
   *
   * @param text its lines in a table
   * @param summary its fields in JSON, where it is one more object
   */
  void finish(List<String> text, Map<String, Object> summary) {
    if (format == OutputFormat.TABLE) {
      text.forEach(out::println);
    } else {
      writeJson(Map.of("summary", summary));
      rows++;
    }
    finish();
  }
}
