// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.source.TraceContext;
import java.util.Objects;

/**
 * One task to dispatch, and the record that requested it.
 *
 * @param source coordinates of the record
 * @param origin coordinates that the task's id is made of: the record's, or for a replayed record
 *     those of its first attempt
 * @param timestamp the record's, milliseconds since the epoch, negative if it has none
 */
public record PostProcessTask(
    Coordinates source, Coordinates origin, long timestamp, TraceContext trace, TaskFields fields) {

  public PostProcessTask {
    Objects.requireNonNull(source);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(trace);
    Objects.requireNonNull(fields);
  }

  /** The task that {@code record} requests. */
  public static PostProcessTask of(SourceRecord record, TaskFields fields) {
    Coordinates source = record.coordinates();
    return new PostProcessTask(
        source,
        ReplayHeaders.origin(record.headers(), source),
        record.timestamp(),
        TraceContext.of(record.headers()),
        fields);
  }

  /** Characters and bytes of every part of the task that has no bound. */
  long variableLength() {
    return fields.variableLength() + trace.length();
  }
}
