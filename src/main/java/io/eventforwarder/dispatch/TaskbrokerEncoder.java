/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.dispatch;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.eventforwarder.dispatch.proto.OnAttemptsExceeded;
import io.eventforwarder.dispatch.proto.RetryState;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.TraceContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Writes the task broker's {@code TaskActivation}, byte for byte as its Python client does: no
 * attempts made, one allowed, then discard.
 *
 * <p>{@code received_at} is the record's timestamp, never the clock, so that a replay writes the
 * same bytes; it is left out for a record without one, and the broker takes the time of arrival.
 */
final class TaskbrokerEncoder implements TaskEncoder {

  private final TaskActivation template;
  private final JsonParameters jsonParameters;
  private final MsgpackParameters msgpackParameters;

  /**
   * @param argumentNames names of a task's arguments, in their order
   */
  TaskbrokerEncoder(
      TaskDefinition task, ParametersFormat parametersFormat, List<String> argumentNames) {
    this.template =
        TaskActivation.newBuilder()
            .setApplication(task.application())
            .setNamespace(task.namespace())
            .setTaskname(task.name())
            .setProcessingDeadlineDuration(task.processingDeadline().toSeconds())
            .setRetryState(
                RetryState.newBuilder()
                    .setMaxAttempts(1)
                    .setOnAttemptsExceeded(OnAttemptsExceeded.ON_ATTEMPTS_EXCEEDED_DISCARD)
                    .setAtMostOnce(false))
            .build();
    this.jsonParameters = parametersFormat.hasJson() ? new JsonParameters(argumentNames) : null;
    this.msgpackParameters =
        parametersFormat.hasMsgpack() ? new MsgpackParameters(argumentNames) : null;
  }

  @Override
  public byte[] encode(String id, PostProcessTask task) {
    return encode(id, receivedAt(task.timestamp()), task.trace(), task.arguments()::get);
  }

  /**
   * @param receivedAt null to leave it out
   */
  byte[] encode(
      String id, Timestamp receivedAt, TraceContext trace, IntFunction<Object> arguments) {
    TaskActivation.Builder activation =
        template.toBuilder()
            .setId(id)
            .putHeaders(TraceContext.SENTRY_TRACE, trace.sentryTrace())
            .putHeaders(TraceContext.BAGGAGE, trace.baggage());
    // The Python client always writes the first two, empty or not, and knows nothing of this one.
    if (!trace.traceparent().isEmpty()) {
      activation.putHeaders(TraceContext.TRACEPARENT, trace.traceparent());
    }
    if (receivedAt != null) {
      activation.setReceivedAt(receivedAt);
    }
    if (jsonParameters != null) {
      activation.setParametersJsonBytes(wrap(jsonParameters.encode(arguments)));
    }
    if (msgpackParameters != null) {
      activation.setParametersMsgpack(wrap(msgpackParameters.encode(arguments)));
    }
    return serialize(activation.build());
  }

  private static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static Timestamp receivedAt(long timestamp) {
    return timestamp < 0
        ? null
        : Timestamp.newBuilder()
            .setSeconds(timestamp / 1000)
            .setNanos((int) (timestamp % 1000) * 1_000_000)
            .build();
  }

  /** The order of a map's entries is stable only if asked for. */
  private static byte[] serialize(TaskActivation activation) {
    byte[] bytes = new byte[activation.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      activation.writeTo(output);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer of the right size does not fail", e);
    }
    output.checkNoSpaceLeft();
    return bytes;
  }
}
