/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.decode.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/**
 * Writes parameters as msgpack: {@code {"args": [], "kwargs": {name: value, ...}}}. Not
 * thread-safe.
 */
final class MsgpackParameters {

  private final byte[] start;
  private final byte[][] names;
  private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();

  MsgpackParameters(List<String> names) {
    this.start = start(names.size());
    this.names = names.stream().map(MsgpackParameters::packName).toArray(byte[][]::new);
  }

  private static byte[] start(int arguments) {
    return pack(
        packer -> {
          packer.packMapHeader(2);
          packer.packString("args");
          packer.packArrayHeader(0);
          packer.packString("kwargs");
          packer.packMapHeader(arguments);
        });
  }

  private static byte[] packName(String name) {
    return pack(packer -> packer.packString(name));
  }

  /**
   * @param values the value at each name's position, of the types that {@link
   *     io.eventforwarder.decode.TaskArguments} lists
   */
  byte[] encode(IntFunction<Object> values) {
    try {
      packer.clear();
      packer.writePayload(start);
      for (int i = 0; i < names.length; i++) {
        packer.writePayload(names[i]);
        pack(packer, values.apply(i));
      }
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory does not fail", e);
    }
  }

  private static void pack(MessagePacker packer, Object value) throws IOException {
    if (value == null) {
      packer.packNil();
    } else if (value instanceof Boolean flag) {
      packer.packBoolean(flag);
    } else if (value instanceof Long number) {
      packer.packLong(number);
    } else if (value instanceof Double number) {
      packer.packDouble(number);
    } else if (value instanceof String text) {
      packer.packString(text);
    } else {
      packNode(packer, Json.readTree((JsonText) value));
    }
  }

  private static void packNode(MessagePacker packer, JsonNode node) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        packer.packMapHeader(node.size());
        for (Map.Entry<String, JsonNode> property : node.properties()) {
          packer.packString(property.getKey());
          packNode(packer, property.getValue());
        }
      }
      case ARRAY -> {
        packer.packArrayHeader(node.size());
        for (JsonNode element : node) {
          packNode(packer, element);
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

  private static byte[] pack(Packing packing) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packing.accept(packer);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer in memory does not fail", e);
    }
  }

  private interface Packing {
    void accept(MessagePacker packer) throws IOException;
  }
}
