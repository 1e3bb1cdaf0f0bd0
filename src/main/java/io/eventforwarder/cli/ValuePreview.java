// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record's value to look at: JSON, or a hex dump if it is not JSON.
 *
 * @param format {@code null}, {@code json} or {@code hex}
 * @param content the JSON document, or the dump as text
 * @param isWhole false if something may be cut or masked
 */
record ValuePreview(String format, JsonNode content, boolean isWhole) {

  private static final int MAX_DUMP = 512;
  private static final int BYTES_PER_LINE = 16;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /**
   * @param full whether to show all of it, secrets too
   */
  static ValuePreview of(byte[] value, boolean full) {
    if (value == null) {
      return new ValuePreview("null", JsonNodeFactory.instance.nullNode(), true);
    }
    JsonNode document = json(value);
    if (document != null) {
      return new ValuePreview("json", full ? document : new JsonPreview().of(document), full);
    }
    return new ValuePreview("hex", JsonNodeFactory.instance.textNode(dump(value, full)), full);
  }

  /** Null if the bytes are not JSON. */
  private static JsonNode json(byte[] value) {
    if (Printable.utf8(value) == null) {
      return null;
    }
    try {
      JsonNode document = MAPPER.readTree(value);
      return document.isMissingNode() ? null : document;
    } catch (IOException e) {
      return null;
    }
  }

  private static String dump(byte[] value, boolean full) {
    if (full) {
      return lines(value);
    }
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
      int end = Math.min(start + BYTES_PER_LINE, bytes.length);
      lines.append(start == 0 ? "" : "\n").append(String.format("%08x ", start));
      for (int i = start; i < start + BYTES_PER_LINE; i++) {
        lines.append(i % 8 == 0 ? " " : "");
        lines.append(i < end ? String.format("%02x ", bytes[i]) : "   ");
      }
      lines.append(" |");
      for (int i = start; i < end; i++) {
        lines.append(bytes[i] >= ' ' && bytes[i] < 0x7F ? (char) bytes[i] : '.');
      }
      lines.append('|');
    }
    return lines.toString();
  }

  /** Several lines for a terminal. */
  String text() {
    return format.equals("json")
        ? Printable.escapeLines(content.toPrettyString())
        : content.asText();
  }
}
