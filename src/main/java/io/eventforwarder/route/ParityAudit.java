// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.dispatch.PathComparison;
import io.eventforwarder.dispatch.PathComparison.Difference;
import io.eventforwarder.metrics.ForwarderMetrics;
import io.eventforwarder.source.SourceRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares, of a sample of the records that headers decided, what the value would have said. */
final class ParityAudit {

  private static final Logger LOG = LoggerFactory.getLogger(ParityAudit.class);
  private static final Duration ENTRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final double share;
  private final ForwarderMetrics metrics;
  private final LogThrottle entries;
  private final LogThrottle log;

  /**
   * @param share of the records, 0 to 1
   */
  ParityAudit(double share, ForwarderMetrics metrics, Clock clock) {
    this.share = share;
    this.metrics = metrics;
    this.entries = new LogThrottle(ENTRY_INTERVAL, clock);
    this.log = new LogThrottle(LOG_INTERVAL, clock);
  }

  /** By partition and offset alone, so that a record that is read again is judged again. */
  boolean isSampled(SourceRecord record) {
    return share > 0 && place(record.offset() * 31 + record.partition()) < share;
  }

  /** A place from 0 to below 1, evenly spread: the finalizer of MurmurHash3. */
  private static double place(long key) {
    long mixed = (key ^ key >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return ((mixed ^ mixed >>> 33) >>> 11) * 0x1p-53;
  }

  /**
   * Compares and counts.
   *
   * @return what to tell of a mismatch, at most once a second
   */
  Optional<ParityMismatch> compare(SourceRecord record, Decoded fromHeaders, Decoded fromValue) {
    metrics.parityCompared();
    List<Difference> differences = new PathComparison(fromHeaders, fromValue).differences();
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    for (Difference difference : differences) {
      if (difference.known() != null) {
        metrics.parityKnownDifference(difference.known());
      } else {
        metrics.parityMismatch(difference.field());
      }
    }
    List<String> fields =
        differences.stream()
            .filter(difference -> difference.known() == null)
            .map(Difference::field)
            .toList();
    return fields.isEmpty() ? Optional.empty() : tell(record, fields, fromHeaders, fromValue);
  }

  private Optional<ParityMismatch> tell(
      SourceRecord record, List<String> fields, Decoded fromHeaders, Decoded fromValue) {
    String names = String.join(", ", fields);
    if (log.mayLog()) {
      LOG.warn(
          "Headers and value of {} differ in {} ({} such records since the last such line)",
          record,
          names,
          log.suppressed());
    }
    return entries.mayLog()
        ? Optional.of(
            new ParityMismatch(
                names,
                describe(fields, fromHeaders),
                describe(fields, fromValue),
                entries.suppressed()))
        : Optional.empty();
  }

  private static String describe(List<String> fields, Decoded decoded) {
    return fields.stream()
        .map(field -> field + ": " + PathComparison.describe(decoded, field))
        .collect(Collectors.joining(", "));
  }
}
