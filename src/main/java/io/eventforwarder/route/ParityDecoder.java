// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.Via;
import io.eventforwarder.route.PathComparison.Difference;
import io.eventforwarder.source.SourceRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parity audit: of a sample of the records that the headers decided, decodes the value too, and
 * reports where it requests something else. The decision of the headers remains valid.
 */
final class ParityDecoder implements RecordDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(ParityDecoder.class);
  private static final Duration ENTRY_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final RecordDecoder decoder;
  private final MessageDecoder messages;
  private final double share;
  private final DecodeMetrics metrics;
  private final Consumer<AuditEntry> output;
  private final LogThrottle entries = new LogThrottle(ENTRY_INTERVAL, Clock.systemUTC());
  private final LogThrottle log = new LogThrottle(LOG_INTERVAL, Clock.systemUTC());

  /**
   * @param share of the records to compare, 0 to 1
   * @param output accepts an entry about a mismatch, at most one a second
   */
  ParityDecoder(
      RecordDecoder decoder,
      MessageDecoder messages,
      double share,
      DecodeMetrics metrics,
      Consumer<AuditEntry> output) {
    this.decoder = decoder;
    this.messages = messages;
    this.share = share;
    this.metrics = metrics;
    this.output = output;
  }

  @Override
  public Decoded decode(SourceRecord record, SourcePartition partition) {
    Decoded decoded = decoder.decode(record, partition);
    if (decoded.via() == Via.HEADERS && isSampled(record)) {
      compare(record, decoded, messages.decodeValue(record.value(), partition.type()));
    }
    return decoded;
  }

  /**
   * Depends on partition and offset alone, so that a replayed record is compared again. Their hash,
   * by the finalizer of MurmurHash3, is spread evenly from 0 to below 1.
   */
  private boolean isSampled(SourceRecord record) {
    long key = record.offset() * 31 + record.partition();
    long mixed = (key ^ key >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return ((mixed ^ mixed >>> 33) >>> 11) * 0x1p-53 < share;
  }

  private void compare(SourceRecord record, Decoded fromHeaders, Decoded fromValue) {
    metrics.parityCompared();
    List<String> fields = new ArrayList<>();
    for (Difference difference : new PathComparison(fromHeaders, fromValue).differences()) {
      if (difference.known() == null) {
        metrics.parityMismatch(difference.name());
        fields.add(difference.name());
      } else {
        metrics.parityKnownDifference(difference.known());
      }
    }
    if (!fields.isEmpty()) {
      report(record, fields, fromHeaders, fromValue);
    }
  }

  private void report(
      SourceRecord record, List<String> fields, Decoded fromHeaders, Decoded fromValue) {
    String names = String.join(", ", fields);
    if (log.mayLog()) {
      LOG.warn(
          "Headers and value of {} differ in {} ({} such records since the last such line)",
          record,
          names,
          log.suppressed());
    }
    if (entries.mayLog()) {
      output.accept(
          AuditEntry.parityMismatch(
              record,
              names,
              describe(fields, fromHeaders),
              describe(fields, fromValue),
              entries.suppressed()));
    }
  }

  private static String describe(List<String> fields, Decoded decoded) {
    return fields.stream()
        .map(field -> field + ": " + PathComparison.describe(decoded, field))
        .collect(Collectors.joining(", "));
  }
}
