// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An array of objects, or one object a line. */
final class JsonRowWriter<T> extends RowWriter<T> {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<Column<T>> columns;
  private final boolean isArray;

  JsonRowWriter(PrintWriter out, List<Column<T>> columns, boolean isArray) {
    super(out);
    this.columns = columns;
    this.isArray = isArray;
  }

  @Override
  void writeRow(T row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    columns.forEach(column -> fields.put(column.name(), column.value().apply(row)));
    writeObject(fields, rows() == 0);
  }

  private void writeObject(Map<String, Object> fields, boolean isFirst) {
    if (isArray) {
      out.print(isFirst ? "[\n" : ",\n");
      out.print(json(fields));
    } else {
      out.println(json(fields));
    }
  }

  private static String json(Map<String, Object> fields) {
    try {
      return JsonLine.of(MAPPER.writeValueAsString(fields));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }

  @Override
  void finish() {
    if (isArray) {
      out.println(rows() == 0 ? "[]" : "\n]");
    }
    out.flush();
  }

  /** The summary is one object more. */
  @Override
  void finish(List<String> text, Map<String, Object> summary) {
    writeObject(Map.of("summary", summary), rows() == 0);
    if (isArray) {
      out.println("\n]");
    }
    out.flush();
  }
}
