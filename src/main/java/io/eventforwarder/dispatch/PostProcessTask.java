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

  /** 9999-12-31T23:59:59.999Z. */
  private static final long MAX_RECEIVED_AT = 253_402_300_799_999L;

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

  /**
   * The timestamp as workers get it: -1 if the record has none, and never after the year 9999, the
   * last that a protobuf timestamp and most readers of ISO 8601 accept.
   */
  long receivedAt() {
    return Math.max(-1, Math.min(timestamp, MAX_RECEIVED_AT));
  }

  /** Characters and bytes of all parts of the task that have no limit. */
  long variableLength() {
    return fields.variableLength() + trace.length();
  }
}
