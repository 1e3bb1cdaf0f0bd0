// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map.Entry;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a {@link RecordReport} as text: one line for each field, with the name it has in JSON. */
record RecordText(PrintWriter out) {

  private static final int CELL = 44;

  void write(JsonNode report) {
    for (Entry<String, JsonNode> field : report.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      switch (name) {
        case "dead_letter" -> {
          out.println("dead letter");
          value.properties().forEach(part -> row(part.getKey(), text(part.getValue()), ""));
        }
        case "headers" -> {
          out.printf("headers (%d)%n", value.size());
          for (JsonNode header : value) {
            row(text(header.get(header.has("name_hex") ? "name_hex" : "name")), text(header), "");
          }
        }
        case "paths" -> writePaths(value);
        case "value" -> writeValue(value, report.get("record"));
        default -> {
          boolean isUnknown = name.equals("carries") && value.isNull();
          String shown = isUnknown ? "unknown: source.topics does not name the topic" : text(value);
          out.printf("%-14s%s%n", name, shown);
        }
      }
    }
  }

  private void writePaths(JsonNode paths) {
    out.println("decoders");
    row("", "HEADERS", "VALUE");
    compare(paths, "/%s", value -> Printable.escape(value.asText("-")));
    compare(paths, "/%s/task", RecordText::json);
    if (!paths.get("differences").isEmpty()) {
      out.println("  the two differ in " + paths.get("differences"));
    }
    for (String path : new String[] {"headers", "value"}) {
      if (paths.get(path).has("message")) {
        out.printf("  %s: %s%n", path, text(paths.get(path).get("message")));
      }
    }
    if (!paths.get("headers_asked").asBoolean()) {
      out.println("  the headers are ignored: decode.mode is value-only");
    }
  }

  /** Writes the fields that the headers or the value have, side by side. */
  private void compare(JsonNode paths, String pointer, Function<JsonNode, String> format) {
    JsonNode headers = paths.at(pointer.formatted("headers"));
    JsonNode value = paths.at(pointer.formatted("value"));
    Stream.of(headers, value)
        .flatMap(path -> path.properties().stream())
        .map(Entry::getKey)
        .distinct()
        .filter(name -> !name.equals("task") && !name.equals("message"))
        .forEach(
            name ->
                row(
                    name,
                    headers.has(name) ? format.apply(headers.get(name)) : "-",
                    value.has(name) ? format.apply(value.get(name)) : "-"));
  }

  /** JSON, so that text and numbers look different. */
  private static String json(JsonNode value) {
    String json = Printable.escape(value.toString());
    return json.length() <= CELL ? json : json.substring(0, CELL - 3) + "...";
  }

  private void writeValue(JsonNode value, JsonNode record) {
    String format = value.get("format").textValue();
    long size = value.get("size").asLong();
    if (format.equals("null")) {
      out.println("value         null");
    } else if (format.equals("omitted")) {
      out.printf(
          "value         left out with its %s, too large for the dead-letter topic; see: explain %s %s %s%n",
          size < 0 ? "headers" : size + " bytes",
          text(record.get("topic")),
          record.get("partition"),
          record.get("offset"));
    } else {
      boolean isWhole = value.get("whole").asBoolean();
      out.printf(
          "value (%,d bytes, %s%s)%n",
          size,
          format.equals("json") ? "JSON" : "not JSON",
          isWhole ? "" : "; cut and masked, --full shows all of it");
      out.println(new ValuePreview(format, value.get("content"), isWhole).text());
    }
  }

  private void row(String name, String first, String second) {
    out.println("  %-26s%-46s%s".formatted(name, first, second).stripTrailing());
  }

  /** Coordinates and bytes in their short form, other objects as their fields. */
  private static String text(JsonNode node) {
    if (node.has("offset")) {
      return text(node.get("topic")) + "-" + node.get("partition") + "@" + node.get("offset");
    }
    if (node.has("hex")) {
      return "0x" + node.get("hex").textValue();
    }
    if (node.has("text")) {
      return text(node.get("text"));
    }
    return node.isObject()
        ? node.properties().stream()
            .map(part -> part.getKey() + " " + text(part.getValue()))
            .collect(Collectors.joining(", "))
        : Printable.escape(node.asText("null"));
  }
}
