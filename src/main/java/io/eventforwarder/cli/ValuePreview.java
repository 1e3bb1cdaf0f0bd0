// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * A record's value as JSON, or as a hex dump if it is not JSON.
 *
 * @param format {@code null}, {@code json} or {@code hex}
 * @param content the JSON document, or the dump as text
 * @param isWhole false if something may be cut or masked
 */
record ValuePreview(String format, JsonNode content, boolean isWhole) {

  private static final int MAX_DUMP = 512;
  private static final int BYTES_PER_LINE = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  static ValuePreview of(byte[] value, boolean full) {
    if (value == null) {
      return new ValuePreview("null", JsonNodeFactory.instance.nullNode(), true);
    }
    JsonNode document = json(value);
    if (document != null) {
      return new ValuePreview("json", full ? document : JsonPreview.of(document), full);
    }
    String dump = full ? lines(value) : preview(value);
    return new ValuePreview("hex", JsonNodeFactory.instance.textNode(dump), full);
  }

  /** Null if the bytes are not JSON. */
  private static JsonNode json(byte[] value) {
    if (Printable.utf8(value) == null) {
      return null;
    }
    try {
      JsonNode document = JsonLine.READER.readTree(value);
      return document.isMissingNode() ? null : document;
    } catch (IOException e) {
      return null;
    }
  }

  private static String preview(byte[] value) {
    // With one character for each byte, masking moves nothing.
    byte[] start = Arrays.copyOf(value, Math.min(value.length, MAX_DUMP));
    String masked = SecretMask.maskInPlace(new String(start, StandardCharsets.ISO_8859_1));
    String lines = lines(masked.getBytes(StandardCharsets.ISO_8859_1));
    return value.length > MAX_DUMP
        ? lines + "\n... (" + (value.length - MAX_DUMP) + " more bytes)"
        : lines;
  }

  /** The format of {@code hexdump -C}: offset, bytes, text. */
  private static String lines(byte[] bytes) {
    StringBuilder lines = new StringBuilder();
    for (int start = 0; start < bytes.length; start += BYTES_PER_LINE) {
      int length = Math.min(BYTES_PER_LINE, bytes.length - start);
      String hex = HEX.formatHex(bytes, start, start + length).replaceFirst("(?<=^.{24})", " ");
      String text = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
      lines.append("%08x  %-48s  |%s|%n".formatted(start, hex, text.replaceAll("[^ -~]", ".")));
    }
    return lines.toString().stripTrailing();
  }

  /** Several lines for a terminal. */
  String text() {
    return format.equals("json")
        ? content.toPrettyString().lines().map(Printable::escape).collect(Collectors.joining("\n"))
        : content.asText();
  }
}
