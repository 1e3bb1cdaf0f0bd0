// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;

/** Writes a {@link RecordReport} for people. */
final class RecordText {

  private static final int CELL = 44;
  private static final String ROW = "  %-26s%-" + (CELL + 2) + "s%s";

  private final PrintWriter out;

  RecordText(PrintWriter out) {
    this.out = out;
  }

  void write(JsonNode report) {
    if (report.has("dead_letter")) {
      writeDeadLetter(report.get("dead_letter"));
    }
    field("record", coordinates(report.get("record")));
    field("time", text(report.get("time")));
    field(
        "carries",
        report.get("carries").isNull()
            ? "not known: source.topics does not name the topic"
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
      out.println("  the headers are not asked: decode.mode is value-only");
    }
  }

  private void writeFacts(JsonNode headers, JsonNode value, JsonNode differences) {
    JsonNode any = headers.isObject() ? headers : value;
    any.fieldNames()
        .forEachRemaining(
            name -> {
              boolean differs = contains(differences, name);
              row(name + (differs ? "  *" : ""), cell(headers.get(name)), cell(value.get(name)));
            });
    if (!differences.isEmpty()) {
      out.println("  * the two differ");
    }
  }

  private static boolean contains(JsonNode names, String name) {
    for (JsonNode candidate : names) {
      if (candidate.textValue().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void writeMessage(String path, JsonNode decoded) {
    if (decoded.has("message")) {
      out.printf("  %s: %s%n", path, text(decoded.get("message")));
    }
  }

  private void writeOutcome(JsonNode report) {
    field(
        "outcome",
        text(report.get("outcome"))
            + " via "
            + text(report.get("via"))
            + (report.get("fallback").asBoolean() ? ", the headers did not decide" : ""));
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
              String.format(
                  "left out%s, too large for the dead-letter topic; see: explain %s %s %s",
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
            value.get("whole").asBoolean() ? "" : "; bounded and masked, all of it with --full");
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

  /** JSON as it is written, so that text and number can be told apart. */
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
