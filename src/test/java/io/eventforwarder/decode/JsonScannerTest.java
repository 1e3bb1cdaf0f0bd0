// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.eventforwarder.testing.DecodeVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {

  private static final DecodeLimits SMALL = new DecodeLimits(4, 6, 5);

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DecodeLimits.MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "12",
        "1.5",
        "1e5",
        "1E+5",
        "-1.25e-7",
        "true",
        "false",
        "null",
        "\"\"",
        "[]",
        "{}",
        "[1,[2,[3]],{\"a\":{\"b\":[]}}]",
        " [ 1 , 2 ] ",
        "{\"a\":1,\"a\":2}",
        "\"\\u00e9\\n\\/\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uD83D\\uDE00\"",
        "\"12345678901234567890é\"",
        "12345678901234567890123"
      })
  void acceptsJson(String json) {
    assertThat(failureOf(json)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:2}",
        "{\"a\" 1}",
        "[1}",
        "{\"a\":1]",
        "01",
        "-01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "nul",
        "nulll",
        "truefalse",
        "NaN",
        "Infinity",
        "-Infinity",
        "1 2",
        "[] []",
        "//x\n1",
        "/* */ 1",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "\"\\ud800\"",
        "\"\\ud800x\"",
        "\"\\ud800\\u0041\"",
        "'a'",
        "1e400",
        "-1e400",
        "\u0000",
        "[1]\u0000"
      })
  void refusesInvalidJson(String json) {
    assertThat(failureOf(json)).isNotNull();
    assertThat(failureOf(json).reason()).isEqualTo(FailureReason.INVALID_JSON);
  }

  @Test
  void namesTheByteOfTheFault() {
    assertThat(failureOf("[1, tru]"))
        .isEqualTo(new DecodeFailure(FailureReason.INVALID_JSON, null, 4, "expected true"));
    assertThat(failureOf("[1, tru]").message()).isEqualTo("expected true at byte 4");
    assertThat(failureOf("{\"key\" 1}").message())
        .isEqualTo("expected a colon after the key at byte 7");
  }

  @Test
  void refusesALoneLowSurrogateAsTheReferenceDoes() {
    assertThat(failureOf("\"\\udc00\"").reason()).isEqualTo(FailureReason.INVALID_UTF8);
  }

  @Test
  void refusesInvalidUtf8AnywhereInAString() {
    for (int padding = 0; padding < 20; padding++) {
      byte[] json = ("\"" + "x".repeat(padding) + "??\"").getBytes(StandardCharsets.ISO_8859_1);
      json[padding + 1] = (byte) 0xC3;
      assertThat(failureOf(json, DecodeLimits.DEFAULT))
          .isEqualTo(
              new DecodeFailure(
                  FailureReason.INVALID_UTF8, null, padding + 1, "expected UTF-8 in a string"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[[[1]]]]   | ",
        "[[[[[1]]]]] | nested deeper than decode.max-depth = 4 at byte 4",
        "123456      | ",
        "1234567     | number of 7 characters is longer than decode.max-number-length = 6 at byte 0",
        "\"12345\"   | ",
        "\"123456\"  | string of 6 bytes is longer than decode.max-string-length = 5 at byte 0"
      })
  void enforcesItsLimits(String json, String message) {
    DecodeFailure failure = failureOf(json.getBytes(StandardCharsets.UTF_8), SMALL);
    if (message == null) {
      assertThat(failure).isNull();
    } else {
      assertThat(failure.reason()).isEqualTo(FailureReason.LIMIT_EXCEEDED);
      assertThat(failure.message()).isEqualTo(message);
    }
  }

  @Test
  void refusesAMillionOpenBracketsWithoutOverflowingTheStack() {
    for (String opening : List.of("[", "{\"a\":", "[{\"a\":")) {
      assertThat(failureOf(opening.repeat(1_000_000)).reason())
          .isEqualTo(FailureReason.LIMIT_EXCEEDED);
    }
  }

  @Test
  void refusesLongIntegersOnRequest() {
    for (String json : List.of("9223372036854775807", "-9223372036854775808", "1e30")) {
      assertThat(longIntegerFailure(json)).isNull();
    }
    for (String json :
        List.of("9223372036854775808", "[-9223372036854775809]", "[1, 9223372036854775808, ?]")) {
      assertThat(longIntegerFailure(json).reason()).isEqualTo(FailureReason.INVALID_FIELD);
      assertThat(longIntegerFailure(json).field()).isEqualTo("group_states");
      assertThat(longIntegerFailure(json).offset())
          .isEqualTo(json.indexOf(json.contains("-") ? '-' : '9'));
    }
    assertThat(failureOf("[-9223372036854775809]")).isNull();
  }

  /** A second opinion on a million inputs: Jackson for the syntax, the JDK for UTF-8. */
  @Test
  void agreesWithJacksonOnMutatedDocuments() {
    List<byte[]> documents =
        DecodeVector.synthetic().stream()
            .map(DecodeVector::value)
            .filter(Objects::nonNull)
            .toList();
    Random random = new Random(20_261_122);
    int accepted = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] document =
          random.nextInt(3) == 0
              ? stringsAndNumbers(random)
              : documents.get(random.nextInt(documents.size()));
      byte[] json = mutate(document, random);
      boolean scannerAccepts = failureOf(json, DecodeLimits.DEFAULT) == null;
      accepted += scannerAccepts ? 1 : 0;
      if (scannerAccepts != isStrictJson(json)) {
        throw new AssertionError(
            "scanner "
                + (scannerAccepts ? "accepts " : "refuses ")
                + new String(json, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(accepted).isBetween(100_000, 900_000);
  }

  /** Strings and numbers of many lengths: the scanner looks at eight bytes at a time. */
  private static byte[] stringsAndNumbers(Random random) {
    String[] pieces = {"é", "€", "😀", "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\u007f"};
    StringBuilder json = new StringBuilder("[0");
    for (int k = random.nextInt(4); k >= 0; k--) {
      json.append(",\"");
      for (int length = random.nextInt(random.nextInt(8) == 0 ? 300 : 40); length > 0; length--) {
        json.append(random.nextInt(12) == 0 ? pieces[random.nextInt(pieces.length)] : "x");
      }
      json.append("\",").append(1 + random.nextInt(9));
      for (int digits = random.nextInt(24); digits > 0; digits--) {
        json.append(random.nextInt(10));
      }
      json.append(random.nextInt(3) == 0 ? ".25e-7" : "");
    }
    return json.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutate(byte[] document, Random random) {
    // Short documents, so that mutations hit structure as often as text.
    int from = random.nextInt(3) == 0 ? 0 : Math.max(0, document.length - 400);
    byte[] json = Arrays.copyOfRange(document, from, document.length);
    if (from > 0) {
      json = concat("[\"".getBytes(StandardCharsets.UTF_8), json);
    }
    byte[] interesting =
        "\"\\{}[],:0123456789-+.eEtrufalsn \t\n\u0000/ud8".getBytes(StandardCharsets.UTF_8);
    for (int k = random.nextInt(3); k > 0 && json.length > 0; k--) {
      int position = random.nextInt(json.length);
      json[position] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : interesting[random.nextInt(interesting.length)];
    }
    return json;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static boolean isStrictJson(byte[] json) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      return false;
    }
    // Not from bytes, because Jackson would read some as UTF-16 or UTF-32.
    try (JsonParser parser = JACKSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      int depth = 0;
      do {
        JsonToken token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        boolean isText = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
        if (isText && !StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText())) {
          return false;
        }
        if (token.isNumeric() && Double.isInfinite(Double.parseDouble(parser.getText()))) {
          return false;
        }
      } while (parser.nextToken() != null && depth > 0);
      return parser.currentToken() == null && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static DecodeFailure failureOf(String json) {
    return failureOf(json.getBytes(StandardCharsets.UTF_8), DecodeLimits.DEFAULT);
  }

  private static DecodeFailure failureOf(byte[] json, DecodeLimits limits) {
    return failureOf(new JsonScanner(limits), json);
  }

  private static DecodeFailure longIntegerFailure(String json) {
    JsonScanner scanner = new JsonScanner(DecodeLimits.DEFAULT);
    failureOf(scanner, json.getBytes(StandardCharsets.UTF_8));
    return failure(() -> scanner.requireNoLongInteger(RecordField.GROUP_STATES));
  }

  private static DecodeFailure failureOf(JsonScanner scanner, byte[] json) {
    scanner.reset(json, 0, json.length);
    return failure(
        () -> {
          scanner.skipValue();
          scanner.end();
        });
  }

  private static DecodeFailure failure(ThrowingCallable scan) {
    DecodeFailureException exception = catchThrowableOfType(DecodeFailureException.class, scan);
    return exception == null ? null : exception.failure();
  }
}
