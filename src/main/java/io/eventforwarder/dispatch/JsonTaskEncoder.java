/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.source.TraceContext;
import java.time.Instant;

/**
 * Writes a task as one JSON object: {@code id, application, namespace, taskname, queue,
 * received_at, headers, args, kwargs}. {@code received_at} is the record's timestamp in ISO-8601,
 * null if it has none.
 */
final class JsonTaskEncoder implements TaskEncoder {

  private final TaskDefinition task;
  private final JsonParameters parameters = new JsonParameters(TaskArguments.NAMES);

  JsonTaskEncoder(TaskDefinition task) {
    this.task = task;
  }

  @Override
  public byte[] encode(String id, PostProcessTask activation) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("id", id);
          json.writeStringField("application", task.application());
          json.writeStringField("namespace", task.namespace());
          json.writeStringField("taskname", task.name());
          json.writeFieldName("queue");
          JsonParameters.writeValue(json, activation.queue());
          json.writeStringField(
              "received_at",
              activation.timestamp() < 0
                  ? null
                  : Instant.ofEpochMilli(activation.timestamp()).toString());
          json.writeObjectFieldStart("headers");
          TraceContext trace = activation.trace();
          json.writeStringField(TraceContext.SENTRY_TRACE, trace.sentryTrace());
          json.writeStringField(TraceContext.BAGGAGE, trace.baggage());
          if (!trace.traceparent().isEmpty()) {
            json.writeStringField(TraceContext.TRACEPARENT, trace.traceparent());
          }
          json.writeEndObject();
          parameters.writeFields(json, activation.arguments()::get);
          json.writeEndObject();
        });
  }
}
