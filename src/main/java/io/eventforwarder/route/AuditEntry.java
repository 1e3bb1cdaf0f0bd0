// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Via;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;
import java.util.Objects;

/**
 * A decision about a record that is written to an audit topic.
 *
 * @param timestamp the record's, milliseconds since the epoch, negative if it has none
 * @param facts what was decided and why, as text by name
 */
public record AuditEntry(Coordinates source, long timestamp, Map<String, String> facts) {

  /** The operation of a record whose task was dropped by a kill switch. */
  static final String KILL_SWITCH = "killswitch";

  public AuditEntry {
    Objects.requireNonNull(source);
    Objects.requireNonNull(facts);
  }

  /** The headers did not decide, so the value was decoded. */
  static AuditEntry fallback(SourceRecord record, DecodeFailure headerFailure) {
    return of(
        record,
        Map.of(
            "decision", "fallback",
            "reason", headerFailure.reason().name(),
            "message", headerFailure.message()));
  }

  /** The record has no task. */
  static AuditEntry skipped(SourceRecord record, Via via, String operation) {
    return of(record, Map.of("decision", "skipped", "via", via.toString(), "operation", operation));
  }

  /**
   * The headers decided, and the value requests something else.
   *
   * @param fields the names of the fields that differ, separated by commas
   * @param suppressed entries that were not written since the last one
   */
  static AuditEntry parityMismatch(
      SourceRecord record, String fields, String headers, String value, long suppressed) {
    return of(
        record,
        Map.of(
            "decision", "parity-mismatch",
            "fields", fields,
            "headers", headers,
            "value", value,
            "suppressed", Long.toString(suppressed)));
  }

  private static AuditEntry of(SourceRecord record, Map<String, String> facts) {
    return new AuditEntry(record.coordinates(), record.timestamp(), facts);
  }
}
