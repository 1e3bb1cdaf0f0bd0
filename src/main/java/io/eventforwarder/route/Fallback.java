// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;

/**
 * What is worth knowing of a record's headers. Either they did not decide, so the value had to; not
 * a failure: what the value said counts. Or they decided, and the value says something else.
 *
 * @param headerFailure why they did not decide; null if they did
 * @param mismatch what the value says instead; null if they did not decide
 */
public record Fallback(
    Coordinates source, long timestamp, DecodeFailure headerFailure, ParityMismatch mismatch)
    implements AuditEntry {

  /** The headers did not decide. */
  static Fallback of(SourceRecord record, DecodeFailure headerFailure) {
    return new Fallback(record.coordinates(), record.timestamp(), headerFailure, null);
  }

  /** The headers decided, and the value says something else. */
  static Fallback of(SourceRecord record, ParityMismatch mismatch) {
    return new Fallback(record.coordinates(), record.timestamp(), null, mismatch);
  }

  @Override
  public Map<String, String> facts() {
    return mismatch == null
        ? Map.of(
            "decision", "fallback",
            "reason", headerFailure.reason().name(),
            "message", headerFailure.message())
        : Map.of(
            "decision", "parity-mismatch",
            "fields", mismatch.fields(),
            "headers", mismatch.headers(),
            "value", mismatch.value(),
            "suppressed", Long.toString(mismatch.suppressed()));
  }
}
