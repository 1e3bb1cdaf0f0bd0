// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.decode.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes msgpack, each value in its shortest form. Not thread-safe. */
final class MsgpackOutput {

  private static final int NIL = 0xC0;
  private static final int FALSE = 0xC2;
  private static final int TRUE = 0xC3;
  private static final int FLOAT_64 = 0xCB;
  private static final int FIXED_MAP = 0x80;
  private static final int FIXED_ARRAY = 0x90;
  private static final int FIXED_STRING = 0xA0;

  // The first tag of each row. A form of twice the bytes has the next tag.
  private static final int UINT_8 = 0xCC;
  private static final int INT_8 = 0xD0;
  private static final int STR_8 = 0xD9;
  private static final int ARRAY_16 = 0xDC;
  private static final int MAP_16 = 0xDE;

  private static final int MAX_FIXED_CONTAINER = 15;
  private static final int MAX_FIXED_STRING = 31;

  private final ByteOutput output;
  private final PlainJsonToMsgpack plainJson;

  MsgpackOutput(ByteOutput output) {
    this.output = output;
    this.plainJson = new PlainJsonToMsgpack(this);
  }

  ByteOutput output() {
    return output;
  }

  /** A value of the types that {@link io.eventforwarder.decode.TaskFields} lists. */
  void value(Object value) {
    if (value == null) {
      nil();
    } else if (value instanceof Boolean flag) {
      bool(flag);
    } else if (value instanceof Long number) {
      integer(number);
    } else if (value instanceof Double number) {
      float64(number);
    } else if (value instanceof String text) {
      string(text);
    } else {
      json((JsonText) value);
    }
  }

  void nil() {
    output.write(NIL);
  }

  void bool(boolean value) {
    output.write(value ? TRUE : FALSE);
  }

  void integer(long value) {
    if (value >= -0x20 && value < 0x80) {
      output.write((int) value);
    } else if (value >= 0) {
      unsigned(UINT_8, value);
    } else if (value >= Byte.MIN_VALUE) {
      tagged(INT_8, value, Byte.BYTES);
    } else if (value >= Short.MIN_VALUE) {
      tagged(INT_8 + 1, value, Short.BYTES);
    } else if (value >= Integer.MIN_VALUE) {
      tagged(INT_8 + 2, value, Integer.BYTES);
    } else {
      tagged(INT_8 + 3, value, Long.BYTES);
    }
  }

  private void float64(double value) {
    tagged(FLOAT_64, Double.doubleToRawLongBits(value), Double.BYTES);
  }

  void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    string(utf8, 0, utf8.length);
  }

  void string(byte[] utf8, int from, int length) {
    if (length <= MAX_FIXED_STRING) {
      output.write(FIXED_STRING | length);
    } else {
      unsigned(STR_8, length);
    }
    output.write(utf8, from, length);
  }

  /** Begins an array of so many elements, which follow. */
  void array(int elements) {
    container(elements, FIXED_ARRAY, ARRAY_16);
  }

  /** Begins a map of so many pairs, which follow, each key before its value. */
  void map(int pairs) {
    container(pairs, FIXED_MAP, MAP_16);
  }

  private void container(int size, int fixed, int tag16) {
    if (size <= MAX_FIXED_CONTAINER) {
      output.write(fixed | size);
    } else if (size <= 0xFFFF) {
      tagged(tag16, size, Short.BYTES);
    } else {
      tagged(tag16 + 1, size, Integer.BYTES);
    }
  }

  /** Writes a number of 1, 2, 4 or 8 bytes. */
  private void unsigned(int tag8, long value) {
    if (value <= 0xFF) {
      tagged(tag8, value, Byte.BYTES);
    } else if (value <= 0xFFFF) {
      tagged(tag8 + 1, value, Short.BYTES);
    } else if (value <= 0xFFFF_FFFFL) {
      tagged(tag8 + 2, value, Integer.BYTES);
    } else {
      tagged(tag8 + 3, value, Long.BYTES);
    }
  }

  private void tagged(int tag, long value, int bytes) {
    output.write(tag);
    output.writeBigEndian(value, bytes);
  }

  private void json(JsonText text) {
    if (!plainJson.write(text.utf8())) {
      node(Json.readTree(text));
    }
  }

  private void node(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        map(node.size());
        for (Map.Entry<String, JsonNode> property : node.properties()) {
          string(property.getKey());
          node(property.getValue());
        }
      }
      case ARRAY -> {
        array(node.size());
        node.forEach(this::node);
      }
      case STRING -> string(node.textValue());
      case BOOLEAN -> bool(node.booleanValue());
      case NUMBER -> {
        if (node.isIntegralNumber()) {
          integer(node.longValue());
        } else {
          float64(node.doubleValue());
        }
      }
      default -> nil();
    }
  }
}
