// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads single values from JSON that {@link JsonScanner} has validated. Each is given by the start
 * and end of its text, without white space around it.
 */
final class JsonValues {

  private JsonValues() {}

  /** False for null, false, zero of any form, and an empty string, array or object. */
  static boolean isTruthy(byte[] json, int start, int end) {
    return switch (json[start]) {
      case 'n', 'f' -> false;
      case 't' -> true;
      case '"' -> end - start > 2;
      case '[', '{' -> !isBlank(json, start + 1, end - 1);
      default -> JsonScanner.parseDouble(json, start, end) != 0;
    };
  }

  private static boolean isBlank(byte[] json, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!JsonScanner.isWhitespace(json[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The value as one of the types that {@link TaskFields} lists. Integers, also those inside an
   * array or object, must fit signed 64 bits.
   */
  static Object read(byte[] json, int start, int end) {
    return switch (json[start]) {
      case 'n' -> null;
      case 't' -> Boolean.TRUE;
      case 'f' -> Boolean.FALSE;
      case '"' -> string(json, start, end);
      case '[', '{' -> new JsonText(Arrays.copyOfRange(json, start, end));
      default -> number(json, start, end);
    };
  }

  private static Object number(byte[] json, int start, int end) {
    if (end - start <= JsonScanner.SAFE_INTEGER_DIGITS) {
      long value = 0;
      int i = start;
      while (i < end && json[i] >= '0' && json[i] <= '9') {
        value = 10 * value + json[i] - '0';
        i++;
      }
      if (i == end) {
        return value;
      }
    }
    for (int i = start; i < end; i++) {
      if (json[i] == '.' || (json[i] | 0x20) == 'e') {
        return JsonScanner.parseDouble(json, start, end);
      }
    }
    return Long.valueOf(new String(json, start, end - start, StandardCharsets.ISO_8859_1));
  }

  /** The content of a string, with escapes resolved. */
  static String string(byte[] json, int start, int end) {
    String raw = new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
    return raw.indexOf('\\') < 0 ? raw : unescape(raw);
  }

  private static String unescape(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = raw.charAt(++i);
      switch (escape) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
          i += 4;
        }
        default -> text.append(escape);
      }
    }
    return text.toString();
  }
}
