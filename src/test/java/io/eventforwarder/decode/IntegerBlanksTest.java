// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.testing.TestHeaders;
import io.eventforwarder.testing.TestHeaders.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which characters may surround an integer, in every place where an integer is text. */
class IntegerBlanksTest {

  private static final Map<String, String> INSERT =
      Map.of(
          "version", "2",
          "operation", "insert",
          "event_id", "e",
          "project_id", "1",
          "skip_consume", "0",
          "is_new", "1",
          "is_regression", "0",
          "is_new_group_environment", "0");

  private final MessageDecoder decoder = new MessageDecoder(DecodeLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(ints = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20})
  void acceptsWhiteSpace(int blank) {
    for (String field : List.of("version", "project_id", "is_new", "is_regression")) {
      assertThat(decodeWith(field, surrounded(blank)))
          .as(field)
          .isInstanceOf(Decoded.Dispatch.class);
    }
    assertThat(decodeVersion(surrounded(blank))).isInstanceOf(Decoded.Skip.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x08, 0x0E, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x7F, 0x85, 0xA0})
  void refusesOtherControlCharacters(int other) {
    for (String text : List.of(surrounded(other), "1" + (char) other, (char) other + "1")) {
      for (String field : List.of("version", "project_id", "is_new", "is_regression")) {
        assertThat(decodeWith(field, text)).as(field).isInstanceOf(Decoded.Failed.class);
      }
      assertThat(decodeVersion(text)).isInstanceOf(Decoded.Failed.class);
    }
  }

  private static String surrounded(int character) {
    return (char) character + "1" + (char) character;
  }

  private Decoded decodeWith(String field, String text) {
    List<Header> headers = new ArrayList<>();
    INSERT.forEach((name, value) -> headers.add(header(name, field.equals(name) ? text : value)));
    return decoder.decodeHeaders(TestHeaders.cursor(headers), EventStreamType.ERROR);
  }

  private static Header header(String name, String value) {
    return new Header(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private Decoded decodeVersion(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    byte[] value = ("[\"" + escaped + "\", \"merge\"]").getBytes(StandardCharsets.UTF_8);
    return decoder.decodeValue(value, EventStreamType.ERROR);
  }
}
