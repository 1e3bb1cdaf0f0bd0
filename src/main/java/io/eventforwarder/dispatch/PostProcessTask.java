// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.source.TraceContext;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * One task to dispatch, and the record that asked for it.
 *
 * @param source where the record stands
 * @param timestamp the record's, milliseconds since the epoch, -1 if it has none
 * @param queue the queue that the record names: a String or null, from a value any JSON
 * @param trace the trace that the record belongs to
 * @param origin what the task's id is made of: where the record stands, or for a replayed one where
 *     it stood at its first attempt
 */
@TypeInfo(PostProcessTaskTypeInfoFactory.class)
public record PostProcessTask(
    Coordinates source,
    long timestamp,
    Object queue,
    TaskArguments arguments,
    TraceContext trace,
    Coordinates origin) {

  public PostProcessTask {
    Objects.requireNonNull(source);
    Objects.requireNonNull(arguments);
    Objects.requireNonNull(trace);
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
        TraceContext.of(record.headers()),
        ReplayHeaders.origin(record.headers(), source));
  }
}
