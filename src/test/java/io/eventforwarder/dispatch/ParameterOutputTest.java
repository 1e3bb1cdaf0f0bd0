// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** Compares our own writers with msgpack-java and Jackson, byte for byte. */
class ParameterOutputTest {

  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
              .build());

  private final ByteOutput output = new ByteOutput();
  private final MsgpackOutput msgpack = new MsgpackOutput(output);
  private final JsonOutput json = new JsonOutput(output);
  private final Random random = new Random(20_261_123);

  @Test
  void writesIntegersOfEverySize() throws IOException {
    for (int bits = 0; bits <= 63; bits++) {
      for (long offset = -130; offset <= 130; offset++) {
        assertSame((1L << bits) + offset);
        assertSame(-(1L << bits) + offset);
      }
    }
    long power = 1;
    for (int digits = 0; digits < 19; digits++) {
      assertSame(power);
      assertSame(power - 1);
      assertSame(-power);
      assertSame(1 - power);
      power *= 10;
    }
    assertSame(Long.MAX_VALUE);
    assertSame(Long.MIN_VALUE);
  }

  @Test
  void writesTheOtherSimpleValues() throws IOException {
    assertSame(null);
    assertSame(true);
    assertSame(false);
    for (double number : new double[] {0, -0.0, 1.5, -1e300, 4.9e-324, 0.1, 1e21, 123456789012.0}) {
      assertSame(number);
    }
  }

  @Test
  void writesStringsOfEveryLengthAndCharacter() throws IOException {
    for (int length : new int[] {0, 1, 7, 8, 30, 31, 32, 33, 255, 256, 65_535, 65_536, 70_000}) {
      assertSame("x".repeat(length));
      assertSame("é".repeat(length));
      assertSame("😀".repeat(length / 2));
    }
    for (int c = 0; c < Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate((char) c)) {
        assertSame("ab" + (char) c + "cd");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "[[],{}]",
        " [ 1 , -1 , true , false , null , \"a\" ] ",
        "{\"a\":{\"b\":[1,2,{\"c\":\"é😀\"}]}}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"a\":1,\"\\u0061\":3}",
        "[\"\\n\\u00e9\\ud83d\\ude00\"]",
        "[-0,1.0,1e3,1E-3,-2.50]",
        "[123456789012345678,1234567890123456789,-9223372036854775808,9223372036854775807]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]",
        "[[[[[[[[1]]]]]]]]",
        "[[[[[[[[[1]]]]]]]]]",
        "{\"a\":{\"a\":1},\"b\":{\"a\":1,\"b\":{\"b\":1}}}"
      })
  void convertsJsonToMsgpack(String text) throws IOException {
    assertSame(text(text));
  }

  @Test
  void convertsAnyJsonToMsgpack() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      writeContainer(text, 0);
      assertSame(text(text.toString()));
    }
  }

  private void writeValue(StringBuilder text, int depth) {
    switch (random.nextInt(depth < 10 ? 9 : 7)) {
      case 0 -> text.append("null");
      case 1 -> text.append(random.nextBoolean());
      case 2 -> text.append(random.nextLong() >> random.nextInt(64));
      case 3 -> text.append(random.nextInt(5) == 0 ? "1.25e2" : "7");
      case 4 -> text.append(random.nextInt(5) == 0 ? "\"\\t\"" : "\"\"");
      case 5, 6 -> text.append('"').append("äz".repeat(random.nextInt(40))).append('"');
      default -> writeContainer(text, depth + 1);
    }
    text.append(random.nextBoolean() ? " " : "");
  }

  private void writeContainer(StringBuilder text, int depth) {
    boolean object = random.nextBoolean();
    int elements = random.nextInt(8) == 0 ? random.nextInt(20) : random.nextInt(4);
    text.append(object ? '{' : '[');
    for (int i = 0; i < elements; i++) {
      text.append(i == 0 ? "" : random.nextBoolean() ? "," : " ,\n");
      if (object) {
        int name = random.nextInt(10) == 0 ? 0 : i;
        text.append("\"k").append(name).append(random.nextBoolean() ? "\":" : "\" : ");
      }
      writeValue(text, depth);
    }
    text.append(object ? '}' : ']');
  }

  private static JsonText text(String json) {
    return new JsonText(json.getBytes(StandardCharsets.UTF_8));
  }

  private void assertSame(Object value) throws IOException {
    output.clear();
    msgpack.value(value);
    assertThat(output.toByteArray()).isEqualTo(packed(value));
    output.clear();
    json.value(value);
    assertThat(output.toByteArray()).isEqualTo(generated(value));
  }

  private static byte[] generated(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = MAPPER.createGenerator(bytes)) {
      if (value instanceof JsonText text) {
        generator.writeRawValue(text.toString());
      } else {
        generator.writePOJO(value);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] packed(Object value) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      pack(
          packer,
          value instanceof JsonText text
              ? MAPPER.readTree(text.utf8())
              : MAPPER.valueToTree(value));
      return packer.toByteArray();
    }
  }

  private static void pack(MessagePacker packer, JsonNode node) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        packer.packMapHeader(node.size());
        for (Map.Entry<String, JsonNode> property : node.properties()) {
          packer.packString(property.getKey());
          pack(packer, property.getValue());
        }
      }
      case ARRAY -> {
        packer.packArrayHeader(node.size());
        for (JsonNode element : node) {
          pack(packer, element);
        }
      }
      case STRING -> packer.packString(node.textValue());
      case BOOLEAN -> packer.packBoolean(node.booleanValue());
      case NUMBER -> {
        if (node.isIntegralNumber()) {
          packer.packLong(node.longValue());
        } else {
          packer.packDouble(node.doubleValue());
        }
      }
      default -> packer.packNil();
    }
  }
}
