// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a {@link RecordReport} as text. */
record RecordText(PrintWriter out) {

  private static final int CELL = 44;
  private static final String ROW = "  %-26s%-" + (CELL + 2) + "s%s";

  void write(JsonNode report) {
    JsonNode record = report.get("record");
    if (report.has("dead_letter")) {
      writeDeadLetter(report.get("dead_letter"));
    }
    field("record", coordinates(record));
    field("time", text(report, "time"));
    field(
        "carries",
        report.hasNonNull("carries")
            ? text(report, "carries")
            : "unknown: source.topics does not name the topic");
    field("key", bytes(report.get("key")));
    out.printf("headers (%d)%n", report.get("headers").size());
    for (JsonNode header : report.get("headers")) {
      String name = text(header, header.has("name_hex") ? "name_hex" : "name");
      out.printf("  %-26s%s%n", name, bytes(header));
    }
    writePaths(report.get("paths"));
    String fallback = report.get("fallback").asBoolean() ? ", the headers did not decide" : "";
    field("outcome", text(report, "outcome") + " via " + text(report, "via") + fallback);
    if (report.has("reason")) {
      field("reason", text(report, "reason") + ": " + text(report, "message"));
    }
    JsonNode task = report.get("task");
    if (task.isObject()) {
      field("task", text(task, "id") + " to topic " + text(task, "topic"));
    }
    writeValue(report.get("value"), record);
  }

  private void writeDeadLetter(JsonNode deadLetter) {
    field("dead letter", coordinates(deadLetter));
    field("failed", text(deadLetter, "failed_at") + ", " + text(deadLetter, "stage"));
    field("reason", text(deadLetter, "reason") + " (" + text(deadLetter, "class") + ")");
    field("headers said", text(deadLetter, "header_message"));
    field("value said", text(deadLetter, "value_message"));
    if (deadLetter.get("replays").asInt() > 0) {
      field(
          "replays",
          deadLetter.get("replays") + ", first attempt " + coordinates(deadLetter.get("origin")));
    }
  }

  private void writePaths(JsonNode paths) {
    JsonNode headers = paths.get("headers");
    JsonNode value = paths.get("value");
    out.println("decoders");
    row("", "HEADERS", "VALUE");
    for (String name :
        List.of("outcome", "cause", "reason", "field", "byte", "group_states_dropped")) {
      if (headers.hasNonNull(name) || value.hasNonNull(name)) {
        row(
            name.replace('_', ' '),
            headers.hasNonNull(name) ? text(headers, name) : "-",
            value.hasNonNull(name) ? text(value, name) : "-");
      }
    }
    writeTasks(headers.path("task"), value.path("task"), paths.get("differences"));
    for (String path : List.of("headers", "value")) {
      if (paths.get(path).has("message")) {
        out.printf("  %s: %s%n", path, text(paths.get(path), "message"));
      }
    }
    if (!paths.get("headers_asked").asBoolean()) {
      out.println("  the headers are ignored: decode.mode is value-only");
    }
  }

  private void writeTasks(JsonNode headers, JsonNode value, JsonNode differences) {
    Set<String> differing = new HashSet<>();
    differences.forEach(name -> differing.add(name.textValue()));
    (headers.isObject() ? headers : value)
        .fieldNames()
        .forEachRemaining(
            name -> {
              String mark = differing.contains(name) ? "  *" : "";
              row(name + mark, cell(headers.get(name)), cell(value.get(name)));
            });
    if (!differing.isEmpty()) {
      out.println("  * the two differ");
    }
  }

  private void writeValue(JsonNode value, JsonNode record) {
    String format = value.get("format").textValue();
    switch (format) {
      case "null" -> field("value", "null");
      case "omitted" ->
          field(
              "value",
              "left out%s, too large for the dead-letter topic; see: explain %s %s %s"
                  .formatted(
                      value.get("size").asLong() < 0
                          ? " with the headers"
                          : " with its " + value.get("size") + " bytes",
                      text(record, "topic"),
                      record.get("partition"),
                      record.get("offset")));
      default -> {
        boolean isWhole = value.get("whole").asBoolean();
        out.printf(
            "value (%,d bytes, %s%s)%n",
            value.get("size").asLong(),
            format.equals("json") ? "JSON" : "not JSON",
            isWhole ? "" : "; cut and masked, --full shows all of it");
        out.println(new ValuePreview(format, value.get("content"), isWhole).text());
      }
    }
  }

  private void field(String name, String value) {
    out.printf("%-14s%s%n", name, value);
  }

  private void row(String name, String headers, String value) {
    out.println(String.format(ROW, name, headers, value).stripTrailing());
  }

  private static String coordinates(JsonNode node) {
    return text(node, "topic") + "-" + node.get("partition") + "@" + node.get("offset");
  }

  private static String bytes(JsonNode node) {
    return node.has("hex") ? "0x" + text(node, "hex") : text(node, "text");
  }

  /** JSON, so that text and number look different. */
  private static String cell(JsonNode value) {
    if (value == null) {
      return "-";
    }
    String json = Printable.escape(value.toString());
    return json.length() <= CELL ? json : json.substring(0, CELL - 3) + "...";
  }

  private static String text(JsonNode node, String name) {
    return Printable.escape(node.path(name).asText("null"));
  }
}
