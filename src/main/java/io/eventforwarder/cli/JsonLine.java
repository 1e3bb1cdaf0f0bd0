// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.eventforwarder.decode.JsonText;
import java.util.function.IntPredicate;

/** JSON that stays on one line and can be encoded, whatever text it was made of. */
final class JsonLine {

  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonLine() {}

  /**
   * The JSON text without line breaks. Those between tokens become blanks. Line breaks of Unicode
   * inside strings are escaped, as are unpaired surrogates.
   */
  static String of(String json) {
    IntPredicate isPlain = c -> c >= ' ' && c != 0x85 && !isSeparator(c) && !isLoneSurrogate(c);
    if (json.codePoints().allMatch(isPlain)) {
      return json;
    }
    StringBuilder line = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (isPlain.test(c)) {
                line.appendCodePoint(c);
              } else if (c < ' ') {
                line.append(' ');
              } else {
                line.append(String.format("\\u%04x", c));
              }
            });
    return line.toString();
  }

  private static boolean isSeparator(int c) {
    return c == 0x2028 || c == 0x2029;
  }

  private static boolean isLoneSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  /** A value of the types that {@link io.eventforwarder.decode.TaskFields} lists, as JSON. */
  static JsonNode node(Object value) {
    return MAPPER.valueToTree(
        value instanceof JsonText text ? new RawValue(of(text.toString())) : value);
  }
}
