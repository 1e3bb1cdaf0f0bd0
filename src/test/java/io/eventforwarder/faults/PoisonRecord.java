// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.testing.RawProducer.RawRecord;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * A record of the poison campaign.
 *
 * @param index which record of its scenario this is
 * @param kind how it was made, for reports
 * @param type what its topic carries
 * @param expected what may become of it
 */
record PoisonRecord(
    int index, String kind, EventStreamType type, int partition, RawRecord raw, Expected expected) {

  /** The one thing that becomes of a record. */
  enum Outcome {
    TASK,
    DEAD_LETTER,
    SKIPPED
  }

  /** Whether a record has an entry in the fallback topic. */
  enum Fallback {
    YES,
    NO,
    UNKNOWN
  }

  /**
   * What is known of a record's outcome without the code under test.
   *
   * @param outcomes the outcomes that are right
   * @param task the task's {@code queue} and {@code kwargs}; null if only the outcome is known
   */
  record Expected(Set<Outcome> outcomes, Fallback fallback, JsonNode task) {

    static final Expected ANY = new Expected(EnumSet.allOf(Outcome.class), Fallback.UNKNOWN, null);

    static Expected of(Outcome outcome, boolean fallback) {
      return new Expected(EnumSet.of(outcome), fallback ? Fallback.YES : Fallback.NO, null);
    }
  }

  /** Sizes and time; nothing of the content. */
  String describe() {
    return "record %d (%s, %,d bytes, %d headers, %s)"
        .formatted(index, kind, raw.length(), raw.headers().size(), time());
  }

  private String time() {
    return raw.timestamp() == -1
        ? "no timestamp"
        : raw.timestamp() + " = " + Instant.ofEpochMilli(raw.timestamp());
  }
}
