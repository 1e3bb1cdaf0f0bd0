// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.eventforwarder.dispatch.proto.OnAttemptsExceeded;
import io.eventforwarder.dispatch.proto.RetryState;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.TraceContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Writes the task broker's {@code TaskActivation}, byte for byte as its Python client does: no
 * attempts made, one allowed, then discard.
 *
 * <p>{@code received_at} is the record's timestamp, never the clock, so that a replay writes the
 * same bytes. A record without a timestamp has none, and the broker then takes the time of arrival.
 *
 * <p>Fields are written in the order of their numbers, without a message object. Fields that never
 * change are encoded once, and parameters go through buffers that are reused.
 */
final class TaskbrokerEncoder implements TaskEncoder {

  private static final byte[] START_OF_JSON = JsonOutput.ascii("{");
  private static final byte[] END_OF_JSON = JsonOutput.ascii("}");

  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private final byte[] fields2To3;
  private final byte[] fields7To12;

  private final JsonParameters jsonParameters;
  private final ByteOutput jsonBytes = new ByteOutput();
  private final JsonOutput json = new JsonOutput(jsonBytes);

  private final MsgpackParameters msgpackParameters;
  private final ByteOutput msgpackBytes = new ByteOutput();
  private final MsgpackOutput msgpack = new MsgpackOutput(msgpackBytes);

  /**
   * @param argumentNames names of a task's arguments, in their order
   */
  TaskbrokerEncoder(
      TaskDefinition task, ParametersFormat parametersFormat, List<String> argumentNames) {
    this.fields2To3 =
        TaskActivation.newBuilder()
            .setNamespace(task.namespace())
            .setTaskname(task.name())
            .build()
            .toByteArray();
    this.fields7To12 =
        TaskActivation.newBuilder()
            .setRetryState(
                RetryState.newBuilder()
                    .setMaxAttempts(1)
                    .setOnAttemptsExceeded(OnAttemptsExceeded.ON_ATTEMPTS_EXCEEDED_DISCARD)
                    .setAtMostOnce(false))
            .setProcessingDeadlineDuration(task.processingDeadline().toSeconds())
            .setApplication(task.application())
            .build()
            .toByteArray();
    this.jsonParameters = parametersFormat.hasJson() ? new JsonParameters(argumentNames) : null;
    this.msgpackParameters =
        parametersFormat.hasMsgpack() ? new MsgpackParameters(argumentNames) : null;
  }

  @Override
  public byte[] encode(String id, PostProcessTask task) {
    return encode(id, receivedAt(task.timestamp()), task.trace(), task.fields()::argument);
  }

  private static Timestamp receivedAt(long timestamp) {
    return timestamp < 0
        ? null
        : Timestamp.newBuilder()
            .setSeconds(timestamp / 1000)
            .setNanos((int) (timestamp % 1000) * 1_000_000)
            .build();
  }

  /**
   * @param receivedAt null to leave it out
   */
  byte[] encode(
      String id, Timestamp receivedAt, TraceContext trace, IntFunction<Object> arguments) {
    writeParameters(arguments);
    byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
    byte[] activation = new byte[size(idBytes, receivedAt, trace)];
    CodedOutputStream output = CodedOutputStream.newInstance(activation);
    try {
      write(idBytes, receivedAt, trace, output);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer of the right size does not fail", e);
    }
    output.checkNoSpaceLeft();
    return activation;
  }

  private void writeParameters(IntFunction<Object> arguments) {
    if (jsonParameters != null) {
      jsonBytes.clear();
      json.raw(START_OF_JSON);
      jsonParameters.write(json, arguments);
      json.raw(END_OF_JSON);
    }
    if (msgpackParameters != null) {
      msgpackBytes.clear();
      msgpackParameters.write(msgpack, arguments);
    }
  }

  private int size(byte[] id, Timestamp receivedAt, TraceContext trace) {
    int size =
        CodedOutputStream.computeByteArraySize(TaskActivation.ID_FIELD_NUMBER, id)
            + fields2To3.length
            + bytesSize(TaskActivation.PARAMETERS_JSON_FIELD_NUMBER, jsonBytes)
            + headerSize(TraceContext.BAGGAGE, trace.baggage())
            + headerSize(TraceContext.SENTRY_TRACE, trace.sentryTrace())
            + fields7To12.length
            + bytesSize(TaskActivation.PARAMETERS_MSGPACK_FIELD_NUMBER, msgpackBytes);
    if (!trace.traceparent().isEmpty()) {
      size += headerSize(TraceContext.TRACEPARENT, trace.traceparent());
    }
    if (receivedAt != null) {
      size +=
          CodedOutputStream.computeMessageSize(TaskActivation.RECEIVED_AT_FIELD_NUMBER, receivedAt);
    }
    return size;
  }

  private void write(byte[] id, Timestamp receivedAt, TraceContext trace, CodedOutputStream output)
      throws IOException {
    output.writeByteArray(TaskActivation.ID_FIELD_NUMBER, id);
    output.writeRawBytes(fields2To3);
    writeBytes(TaskActivation.PARAMETERS_JSON_FIELD_NUMBER, jsonBytes, output);
    // In the order of their names. The Python client always writes the first two, empty or not, and
    // knows nothing of the third.
    writeHeader(TraceContext.BAGGAGE, trace.baggage(), output);
    writeHeader(TraceContext.SENTRY_TRACE, trace.sentryTrace(), output);
    if (!trace.traceparent().isEmpty()) {
      writeHeader(TraceContext.TRACEPARENT, trace.traceparent(), output);
    }
    if (receivedAt != null) {
      output.writeMessage(TaskActivation.RECEIVED_AT_FIELD_NUMBER, receivedAt);
    }
    output.writeRawBytes(fields7To12);
    writeBytes(TaskActivation.PARAMETERS_MSGPACK_FIELD_NUMBER, msgpackBytes, output);
  }

  // ---- Fields of one kind. Those without content are left out.

  private static int bytesSize(int field, ByteOutput bytes) {
    return bytes.size() == 0
        ? 0
        : CodedOutputStream.computeTagSize(field)
            + CodedOutputStream.computeUInt32SizeNoTag(bytes.size())
            + bytes.size();
  }

  private static void writeBytes(int field, ByteOutput bytes, CodedOutputStream output)
      throws IOException {
    if (bytes.size() > 0) {
      output.writeByteArray(field, bytes.array(), 0, bytes.size());
    }
  }

  private static int headerSize(String name, String value) {
    int entry = entrySize(name, value);
    return CodedOutputStream.computeTagSize(TaskActivation.HEADERS_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(entry)
        + entry;
  }

  private static int entrySize(String name, String value) {
    return CodedOutputStream.computeStringSize(ENTRY_KEY, name)
        + CodedOutputStream.computeStringSize(ENTRY_VALUE, value);
  }

  private static void writeHeader(String name, String value, CodedOutputStream output)
      throws IOException {
    output.writeTag(TaskActivation.HEADERS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    output.writeUInt32NoTag(entrySize(name, value));
    output.writeString(ENTRY_KEY, name);
    output.writeString(ENTRY_VALUE, value);
  }
}
