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
    if (report.has("dead_letter")) {
      writeDeadLetter(report.get("dead_letter"));
    }
    field("record", coordinates(report.get("record")));
    field("time", text(report.get("time")));
    field(
        "carries",
        report.get("carries").isNull()
            ? "unknown: source.topics does not name the topic"
            : text(report.get("carries")));
    field("key", bytes(report.get("key")));
    writeHeaders(report.get("headers"));
    writePaths(report.get("paths"));
    writeOutcome(report);
    writeValue(report.get("value"), report.get("record"));
  }

  private void writeDeadLetter(JsonNode deadLetter) {
    field("dead letter", coordinates(deadLetter));
    field("failed", text(deadLetter.get("failed_at")) + ", " + text(deadLetter.get("stage")));
    field("reason", text(deadLetter.get("reason")) + " (" + text(deadLetter.get("class")) + ")");
    field("headers said", text(deadLetter.get("header_message")));
    field("value said", text(deadLetter.get("value_message")));
    if (deadLetter.get("replays").asInt() > 0) {
      field(
          "replays",
          deadLetter.get("replays") + ", first attempt " + coordinates(deadLetter.get("origin")));
    }
  }

  private void writeHeaders(JsonNode headers) {
    out.printf("headers (%d)%n", headers.size());
    headers.forEach(header -> out.printf("  %-26s%s%n", name(header), bytes(header)));
  }

  private static String name(JsonNode header) {
    return text(header.hasNonNull("name_hex") ? header.get("name_hex") : header.get("name"));
  }

  private void writePaths(JsonNode paths) {
    JsonNode headers = paths.get("headers");
    JsonNode value = paths.get("value");
    out.println("decoders");
    row("", "HEADERS", "VALUE");
    row("outcome", text(headers.get("outcome")), text(value.get("outcome")));
    for (String name : List.of("cause", "reason", "field", "byte", "group_states_dropped")) {
      if (headers.hasNonNull(name) || value.hasNonNull(name)) {
        row(name.replace('_', ' '), textOrDash(headers.get(name)), textOrDash(value.get(name)));
      }
    }
    writeFacts(headers.path("task"), value.path("task"), paths.get("differences"));
    writeMessage("headers", headers);
    writeMessage("value", value);
    if (!paths.get("headers_asked").asBoolean()) {
      out.println("  the headers are ignored: decode.mode is value-only");
    }
  }

  private void writeFacts(JsonNode headers, JsonNode value, JsonNode differences) {
    Set<String> differing = new HashSet<>();
    differences.forEach(name -> differing.add(name.textValue()));
    JsonNode any = headers.isObject() ? headers : value;
    any.fieldNames()
        .forEachRemaining(
            name -> {
              boolean differs = differing.contains(name);
              row(name + (differs ? "  *" : ""), cell(headers.get(name)), cell(value.get(name)));
            });
    if (!differing.isEmpty()) {
      out.println("  * the two differ");
    }
  }

  private void writeMessage(String path, JsonNode decoded) {
    if (decoded.has("message")) {
      out.printf("  %s: %s%n", path, text(decoded.get("message")));
    }
  }

  private void writeOutcome(JsonNode report) {
    String fallback = report.get("fallback").asBoolean() ? ", the headers did not decide" : "";
    field("outcome", text(report.get("outcome")) + " via " + text(report.get("via")) + fallback);
    if (report.has("reason")) {
      field("reason", text(report.get("reason")) + ": " + text(report.get("message")));
    }
    JsonNode task = report.get("task");
    if (task.isObject()) {
      field("task", text(task.get("id")) + " to topic " + text(task.get("topic")));
    }
  }

  private void writeValue(JsonNode value, JsonNode record) {
    switch (value.get("format").textValue()) {
      case "null" -> field("value", "null");
      case "omitted" ->
          field(
              "value",
              "left out%s, too large for the dead-letter topic; see: explain %s %s %s"
                  .formatted(
                      value.get("size").asLong() < 0
                          ? " with the headers"
                          : " with its " + text(value.get("size")) + " bytes",
                      text(record.get("topic")),
                      record.get("partition"),
                      record.get("offset")));
      default -> {
        out.printf(
            "value (%,d bytes, %s%s)%n",
            value.get("size").asLong(),
            value.get("format").textValue().equals("json") ? "JSON" : "not JSON",
            value.get("whole").asBoolean() ? "" : "; cut and masked, --full shows all of it");
        out.println(
            new ValuePreview(value.get("format").textValue(), value.get("content"), false).text());
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
    return text(node.get("topic")) + "-" + node.get("partition") + "@" + node.get("offset");
  }

  private static String bytes(JsonNode node) {
    return node.has("hex") ? "0x" + text(node.get("hex")) : text(node.get("text"));
  }

  /** JSON, so that text and number look different. */
  private static String cell(JsonNode value) {
    if (value == null) {
      return "-";
    }
    String json = Printable.escape(value.toString());
    return json.length() <= CELL ? json : json.substring(0, CELL - 3) + "...";
  }

  private static String textOrDash(JsonNode value) {
    return value == null || value.isNull() ? "-" : text(value);
  }

  private static String text(JsonNode value) {
    if (value == null) {
      return "-";
    }
    return value.isNull() ? "null" : Printable.escape(value.asText());
  }
}
