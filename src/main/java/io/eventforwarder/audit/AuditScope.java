// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What an audit judges. With a period: the ledger rows that were written in it, and their output.
 *
 * @param starts where to start in each partition of the ledger and the output topics
 * @param sources the offsets of each source partition to judge; empty for all
 * @param ends where the last row before the period ends, for each source partition that has one
 * @param isWhole whether it begins with the first row
 */
record AuditScope(
    Map<TopicPartition, Long> starts,
    Optional<Map<TopicPartition, OffsetRange>> sources,
    Map<TopicPartition, Long> ends,
    boolean isWhole) {

  boolean contains(TopicPartition source, long offset) {
    return sources.isEmpty()
        || sources.get().getOrDefault(source, OffsetRange.NONE).contains(offset);
  }

  /** Whether it has what the job does from now on. */
  boolean hasNoEnd() {
    return sources.isEmpty();
  }

  static AuditScope of(
      TopicReader reader, AuditedTopics topics, Optional<Instant> from, Optional<Instant> until) {
    List<TopicPartition> ledger = reader.partitions(topics.ledger());
    List<TopicPartition> outputs = reader.partitions(topics.outputs());
    Map<TopicPartition, Long> first = reader.starts(ledger);
    if (from.isEmpty() && until.isEmpty()) {
      Map<TopicPartition, Long> starts = new HashMap<>(first);
      starts.putAll(reader.starts(outputs));
      return new AuditScope(starts, Optional.empty(), Map.of(), true);
    }
    Map<TopicPartition, Long> starts =
        new HashMap<>(from.map(time -> startsAt(reader, ledger, time)).orElse(first));
    Map<TopicPartition, Long> ends =
        until.map(time -> startsAt(reader, ledger, time)).orElseGet(() -> reader.ends(ledger));
    Rows rows = new Rows(Map.copyOf(starts));
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    ends.forEach(
        (partition, end) -> ranges.put(partition, new OffsetRange(first.get(partition), end)));
    reader.read(ranges, rows::add);
    starts.putAll(
        rows.oldestTimestamp < 0
            ? reader.starts(outputs)
            : reader.startsAt(outputs, rows.oldestTimestamp));
    return new AuditScope(starts, until.map(time -> rows.sources), rows.ends, from.isEmpty());
  }

  private static Map<TopicPartition, Long> startsAt(
      TopicReader reader, Collection<TopicPartition> partitions, Instant time) {
    return reader.startsAt(partitions, time.toEpochMilli());
  }

  /** The rows of the period, and where those before it end. */
  private static final class Rows {

    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, OffsetRange> sources = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long oldestTimestamp = Long.MAX_VALUE;

    /**
     * @param starts where the period begins in each partition of the ledger
     */
    Rows(Map<TopicPartition, Long> starts) {
      this.starts = starts;
    }

    boolean add(ConsumerRecord<byte[], byte[]> record) {
      try {
        LedgerRow row = LedgerRowJson.read(record.value()).row();
        TopicPartition source = row.source();
        if (record.offset() < starts.get(new TopicPartition(record.topic(), record.partition()))) {
          ends.put(source, row.offsets().to());
        } else {
          oldestTimestamp = Math.min(oldestTimestamp, row.oldestTimestamp());
          sources.merge(source, row.offsets(), OffsetRange::span);
        }
      } catch (IOException e) {
        // The audit itself reports it.
      }
      return true;
    }
  }
}
