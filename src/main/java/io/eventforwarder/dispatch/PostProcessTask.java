/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.kafka.common.header.Header;

/**
 * One task to dispatch, and the record that asked for it.
 *
 * @param source where the record stands
 * @param timestamp the record's, milliseconds since the epoch, -1 if it has none
 * @param queue the queue that the record names: a String or null, from a value any JSON
 * @param sentryTrace the record's {@code sentry-trace} header, empty if it has none
 * @param baggage the record's {@code baggage} header, empty if it has none
 * @param origin what the task's id is made of: where the record stands, or for a replayed one where
 *     it stood at its first attempt
 */
@TypeInfo(PostProcessTaskTypeInfoFactory.class)
public record PostProcessTask(
    Coordinates source,
    long timestamp,
    Object queue,
    TaskArguments arguments,
    String sentryTrace,
    String baggage,
    Coordinates origin) {

  public PostProcessTask {
    Objects.requireNonNull(source);
    Objects.requireNonNull(arguments);
    Objects.requireNonNull(sentryTrace);
    Objects.requireNonNull(baggage);
    Objects.requireNonNull(origin);
  }

  /** The task that {@code record} asks for. */
  public static PostProcessTask of(SourceRecord record, Decoded.Dispatch dispatch) {
    Coordinates source = record.coordinates();
    return new PostProcessTask(
        source,
        record.timestamp(),
        dispatch.queue(),
        dispatch.arguments(),
        textHeader(record, "sentry-trace"),
        textHeader(record, "baggage"),
        ReplayHeaders.origin(record.headers(), source));
  }

  private static String textHeader(SourceRecord record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
