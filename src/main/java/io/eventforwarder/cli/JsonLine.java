// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.eventforwarder.decode.JsonText;
import java.util.regex.Pattern;

/** JSON on one line, in valid UTF-8. */
final class JsonLine {

  private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]");

  /** For JSON of any length, and numbers as they are written. */
  static final JsonMapper READER =
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

  private static final JsonMapper WRITER = new JsonMapper();

  private JsonLine() {}

  /**
   * Replaces line breaks between tokens by blanks. Escapes Unicode's line breaks inside strings,
   * and unpaired surrogates.
   */
  static String of(String json) {
    return UNSAFE
        .matcher(json)
        .replaceAll(
            match -> {
              int c = match.group().charAt(0);
              return c < ' ' ? " " : "\\\\u%04x".formatted(c);
            });
  }

  /**
   * A map, a record, or a value of the types that {@link io.eventforwarder.decode.TaskFields}
   * lists.
   */
  static JsonNode node(Object value) {
    return WRITER.valueToTree(
        value instanceof JsonText text ? new RawValue(of(text.toString())) : value);
  }
}
