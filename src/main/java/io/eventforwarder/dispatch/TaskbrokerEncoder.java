// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.eventforwarder.dispatch.proto.OnAttemptsExceeded;
import io.eventforwarder.dispatch.proto.RetryState;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.TraceContext;
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
 * change are encoded once. All buffers are reused.
 */
final class TaskbrokerEncoder implements TaskEncoder {

  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private final byte[] fields2To3;
  private final byte[] fields7To12;
  private final ParametersOutput jsonParameters;
  private final ParametersOutput msgpackParameters;

  private final ByteOutput json = new ByteOutput();
  private final ByteOutput msgpack = new ByteOutput();
  private final ByteOutput nested = new ByteOutput();
  private final ByteOutput activation = new ByteOutput();

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
    this.jsonParameters =
        parametersFormat.hasJson() ? ParametersOutput.json(json, argumentNames) : null;
    this.msgpackParameters =
        parametersFormat.hasMsgpack() ? ParametersOutput.msgpack(msgpack, argumentNames) : null;
  }

  @Override
  public byte[] encode(String id, PostProcessTask task) {
    return encode(id, 1000 * task.receivedAt(), task.trace(), task.fields()::argument);
  }

  /**
   * @param receivedAt microseconds since the epoch, negative to leave it out
   */
  byte[] encode(String id, long receivedAt, TraceContext trace, IntFunction<Object> arguments) {
    activation.clear();
    writeText(activation, TaskActivation.ID_FIELD_NUMBER, id);
    activation.write(fields2To3);
    if (jsonParameters != null) {
      json.clear();
      json.write('{');
      jsonParameters.write(arguments);
      json.write('}');
      writeField(TaskActivation.PARAMETERS_JSON_FIELD_NUMBER, json);
    }
    // In the order of their names. The Python client always writes the first two, empty or not, and
    // never writes the third.
    writeHeader(TraceContext.BAGGAGE, trace.baggage());
    writeHeader(TraceContext.SENTRY_TRACE, trace.sentryTrace());
    if (!trace.traceparent().isEmpty()) {
      writeHeader(TraceContext.TRACEPARENT, trace.traceparent());
    }
    if (receivedAt >= 0) {
      nested.clear();
      writeNumber(Timestamp.SECONDS_FIELD_NUMBER, receivedAt / 1_000_000);
      writeNumber(Timestamp.NANOS_FIELD_NUMBER, receivedAt % 1_000_000 * 1000);
      writeField(TaskActivation.RECEIVED_AT_FIELD_NUMBER, nested);
    }
    activation.write(fields7To12);
    if (msgpackParameters != null) {
      msgpack.clear();
      msgpackParameters.write(arguments);
      writeField(TaskActivation.PARAMETERS_MSGPACK_FIELD_NUMBER, msgpack);
    }
    return activation.toByteArray();
  }

  private void writeHeader(String name, String value) {
    nested.clear();
    writeText(nested, ENTRY_KEY, name);
    writeText(nested, ENTRY_VALUE, value);
    writeField(TaskActivation.HEADERS_FIELD_NUMBER, nested);
  }

  /** A number of the nested message. Zero is the default and left out. */
  private void writeNumber(int field, long number) {
    if (number != 0) {
      nested.write(field << 3 | WireFormat.WIRETYPE_VARINT);
      nested.writeVarint(number);
    }
  }

  private static void writeText(ByteOutput output, int field, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    output.write(field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    output.writeVarint(utf8.length);
    output.write(utf8);
  }

  private void writeField(int field, ByteOutput content) {
    activation.write(field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
    activation.writeVarint(content.size());
    activation.write(content.array(), 0, content.size());
  }
}
