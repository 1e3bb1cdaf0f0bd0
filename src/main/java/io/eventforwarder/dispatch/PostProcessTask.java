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
 * @param origin coordinates from which the task's id is made: the record's own, or for a replayed
 *     record those of its first attempt
 * @param timestamp of the record, milliseconds since the epoch, negative if it has none
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

  /** The timestamp as workers get it: -1 if the record has none. */
  long receivedAt() {
    return Math.max(-1, timestamp);
  }

  /** Characters and bytes of all parts of the task that have no limit. */
  long variableLength() {
    return fields.variableLength() + trace.length();
  }
}
