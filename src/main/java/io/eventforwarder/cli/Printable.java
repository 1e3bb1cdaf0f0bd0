// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Pattern;

/** Makes values readable, and safe for a terminal. */
final class Printable {

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /** Always has milliseconds, so that columns align and text sorts. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private Printable() {}

  /**
   * The time in UTC.
   *
   * @param timestamp milliseconds since the epoch, null or negative for none
   */
  static String time(Long timestamp) {
    return timestamp == null || timestamp < 0 ? null : TIME.format(Instant.ofEpochMilli(timestamp));
  }

  /** Escapes control characters, which could control the terminal. */
  static String escape(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(match -> "\\\\u%04x".formatted(match.group().codePointAt(0)));
  }

  /** The text if the bytes are UTF-8, null if not. */
  static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
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
