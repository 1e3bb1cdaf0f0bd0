// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static io.eventforwarder.dispatch.JsonOutput.ascii;

import io.eventforwarder.decode.TaskField;
import io.eventforwarder.source.TraceContext;
import java.time.Instant;

/**
 * Writes a task as one JSON object: {@code id, application, namespace, taskname, queue,
 * received_at, headers, args, kwargs}. {@code received_at} is the record's timestamp in ISO-8601,
 * null if it has none.
 */
final class JsonTaskEncoder implements TaskEncoder {

  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] RECEIVED_AT = ascii(",\"received_at\":");
  private static final byte[] SENTRY_TRACE = ascii(",\"headers\":{\"sentry-trace\":");
  private static final byte[] BAGGAGE = ascii(",\"baggage\":");
  private static final byte[] TRACEPARENT = ascii(",\"traceparent\":");
  private static final byte[] END_OF_HEADERS = ascii("},");
  private static final byte[] END = ascii("}");

  private final ByteOutput output = new ByteOutput();
  private final JsonOutput json = new JsonOutput(output);
  private final ParametersOutput parameters =
      ParametersOutput.json(output, TaskField.ARGUMENTS.stream().map(TaskField::toString).toList());

  /** The fields between the id and the queue. */
  private final byte[] definition;

  JsonTaskEncoder(TaskDefinition task) {
    json.raw(ascii(",\"application\":"))
        .value(task.application())
        .raw(ascii(",\"namespace\":"))
        .value(task.namespace())
        .raw(ascii(",\"taskname\":"))
        .value(task.name())
        .raw(ascii(",\"queue\":"));
    this.definition = output.take();
  }

  @Override
  public byte[] encode(String id, PostProcessTask task) {
    TraceContext trace = task.trace();
    output.clear();
    json.raw(ID)
        .value(id)
        .raw(definition)
        .value(task.fields().get(TaskField.QUEUE))
        .raw(RECEIVED_AT)
        .value(task.receivedAt() < 0 ? null : Instant.ofEpochMilli(task.receivedAt()).toString())
        .raw(SENTRY_TRACE)
        .value(trace.sentryTrace())
        .raw(BAGGAGE)
        .value(trace.baggage());
    if (!trace.traceparent().isEmpty()) {
      json.raw(TRACEPARENT).value(trace.traceparent());
    }
    json.raw(END_OF_HEADERS);
    parameters.write(task.fields()::argument);
    json.raw(END);
    return output.toByteArray();
  }
}
