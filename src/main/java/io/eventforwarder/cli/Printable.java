// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Makes any text and bytes safe for a terminal. */
final class Printable {

  private Printable() {}

  /** Escapes control characters, which could control the terminal. */
  static String escape(String text) {
    if (text.chars().noneMatch(Printable::isControl)) {
      return text;
    }
    return text.chars()
        .mapToObj(c -> isControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  /** Escapes control characters except line breaks. */
  static String escapeLines(String text) {
    return text.lines().map(Printable::escape).collect(Collectors.joining("\n"));
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** The text if the bytes are UTF-8, null if not. */
  static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Cuts the text to {@code length} characters and appends how many there were. */
  static String bound(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "... (" + text.length() + " characters)";
  }
}
