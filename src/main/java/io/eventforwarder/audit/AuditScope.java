// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What an audit judges: everything, or the ledger rows that were written in a period, with their
 * output.
 */
final class AuditScope {

  /** Where to start in partitions of the ledger and the output topics; in others, at offset 0. */
  final Map<TopicPartition, Long> starts = new HashMap<>();

  /** Where the last row before the period ends, for each source partition that has one. */
  final Map<TopicPartition, Long> rowsBefore = new HashMap<>();

  /** Whether it begins with the first row. */
  final boolean isWhole;

  /** Whether it includes what the job does from now on. */
  final boolean hasNoEnd;

  private final Map<TopicPartition, OffsetRange> sources = new HashMap<>();
  private long oldestTimestamp = Long.MAX_VALUE;

  /**
   * @param latestStarts where to start in the output topics at the latest; elsewhere, at offset 0
   */
  AuditScope(
      TopicReader reader,
      String ledgerTopic,
      Map<TopicPartition, Long> latestStarts,
      Optional<Instant> from,
      Optional<Instant> until) {
    isWhole = from.isEmpty();
    hasNoEnd = until.isEmpty();
    List<TopicPartition> ledger = reader.partitions(ledgerTopic);
    Map<TopicPartition, Long> first = reader.starts(ledger);
    starts.putAll(from.map(time -> reader.startsAt(ledger, time.toEpochMilli())).orElse(first));
    if (isWhole && hasNoEnd) {
      return;
    }
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    until
        .map(time -> reader.startsAt(ledger, time.toEpochMilli()))
        .orElseGet(() -> reader.ends(ledger))
        .forEach((row, end) -> ranges.put(row, new OffsetRange(first.get(row), end)));
    reader.read(ranges, this::addRow);
    if (oldestTimestamp >= 0) {
      Set<TopicPartition> outputs = latestStarts.keySet();
      starts.putAll(reader.startsAt(outputs, oldestTimestamp));
      latestStarts.forEach((output, latest) -> starts.merge(output, latest, Math::min));
      // What is read from its first record on may lack earlier ones.
      reader.starts(outputs).forEach(starts::remove);
    }
  }

  private boolean addRow(ConsumerRecord<byte[], byte[]> record) {
    try {
      LedgerRow row = LedgerRowJson.read(record.value()).row();
      if (record.offset() < starts.get(new TopicPartition(record.topic(), record.partition()))) {
        rowsBefore.put(row.source(), row.offsets().to());
      } else {
        oldestTimestamp = Math.min(oldestTimestamp, row.oldestTimestamp());
        sources.merge(row.source(), row.offsets(), OffsetRange::span);
      }
    } catch (IOException e) {
      // The audit itself reports it.
    }
    return true;
  }

  boolean contains(TopicPartition source, long offset) {
    return hasNoEnd || sources.getOrDefault(source, OffsetRange.NONE).contains(offset);
  }
}
