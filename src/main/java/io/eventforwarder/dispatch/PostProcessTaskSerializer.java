// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.serialization.ImmutableTypeInfo;
import io.eventforwarder.serialization.ImmutableTypeSerializer;
import io.eventforwarder.serialization.NullableBytes;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.TraceContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes tasks between operators and in the gate's state. A field is a tag and, where needed,
 * its content.
 */
public final class PostProcessTaskSerializer extends ImmutableTypeSerializer<PostProcessTask> {

  private static final long serialVersionUID = 1L;

  public static final PostProcessTaskSerializer INSTANCE = new PostProcessTaskSerializer();

  /** The type information of tasks. */
  public static TypeInformation<PostProcessTask> typeInfo() {
    return new ImmutableTypeInfo<>(PostProcessTask.class, INSTANCE);
  }

  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int LONG = 3;
  private static final int DOUBLE = 4;
  private static final int STRING = 5;
  private static final int JSON_TEXT = 6;

  @Override
  public void serialize(PostProcessTask task, DataOutputView target) throws IOException {
    writeCoordinates(task.source(), target);
    target.writeLong(task.timestamp());
    writeValue(task.fields().get(TaskField.QUEUE), target);
    for (TaskField argument : TaskField.ARGUMENTS) {
      writeValue(task.fields().get(argument), target);
    }
    writeText(task.trace().sentryTrace(), target);
    writeText(task.trace().baggage(), target);
    writeText(task.trace().traceparent(), target);
    writeCoordinates(task.origin(), target);
  }

  @Override
  public PostProcessTask deserialize(DataInputView source) throws IOException {
    Coordinates coordinates = readCoordinates(source);
    long timestamp = source.readLong();
    TaskFields fields = new TaskFields().set(TaskField.QUEUE, readValue(source));
    for (TaskField argument : TaskField.ARGUMENTS) {
      fields.set(argument, readValue(source));
    }
    TraceContext trace = new TraceContext(readText(source), readText(source), readText(source));
    Coordinates origin = readCoordinates(source);
    return new PostProcessTask(coordinates, origin, timestamp, trace, fields);
  }

  private static void writeCoordinates(Coordinates coordinates, DataOutputView target)
      throws IOException {
    target.writeUTF(coordinates.topic());
    target.writeInt(coordinates.partition());
    target.writeLong(coordinates.offset());
  }

  private static Coordinates readCoordinates(DataInputView source) throws IOException {
    return new Coordinates(source.readUTF(), source.readInt(), source.readLong());
  }

  private static void writeValue(Object value, DataOutputView target) throws IOException {
    if (value == null) {
      target.writeByte(NULL);
    } else if (value instanceof Boolean flag) {
      target.writeByte(flag ? TRUE : FALSE);
    } else if (value instanceof Long number) {
      target.writeByte(LONG);
      target.writeLong(number);
    } else if (value instanceof Double number) {
      target.writeByte(DOUBLE);
      target.writeDouble(number);
    } else if (value instanceof String text) {
      target.writeByte(STRING);
      writeText(text, target);
    } else {
      target.writeByte(JSON_TEXT);
      NullableBytes.write(((JsonText) value).utf8(), target);
    }
  }

  private static Object readValue(DataInputView source) throws IOException {
    int tag = source.readByte();
    return switch (tag) {
      case NULL -> null;
      case FALSE -> Boolean.FALSE;
      case TRUE -> Boolean.TRUE;
      case LONG -> source.readLong();
      case DOUBLE -> source.readDouble();
      case STRING -> readText(source);
      case JSON_TEXT -> new JsonText(NullableBytes.read(source));
      default -> throw new IOException("expected a value's tag from 0 to 6, found " + tag);
    };
  }

  private static void writeText(String text, DataOutputView target) throws IOException {
    NullableBytes.write(text.getBytes(StandardCharsets.UTF_8), target);
  }

  private static String readText(DataInputView source) throws IOException {
    return new String(NullableBytes.read(source), StandardCharsets.UTF_8);
  }

  @Override
  public TypeSerializerSnapshot<PostProcessTask> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor, because Flink creates it by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PostProcessTask> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
