// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What an audit judges. With a period: the ledger rows that were written in it, and their output.
 *
 * @param starts where to start in each partition of the ledger and the output topics
 * @param sources the offsets of each source partition to judge; null for all
 * @param startsLate whether the output topics have output of earlier rows after these starts
 */
record AuditScope(
    Map<TopicPartition, Long> starts,
    Map<TopicPartition, OffsetRange> sources,
    boolean startsLate) {

  boolean contains(TopicPartition source, long offset) {
    return sources == null || sources.getOrDefault(source, OffsetRange.NONE).contains(offset);
  }

  static AuditScope all(TopicReader reader, String ledgerTopic, Collection<String> outputTopics) {
    Map<TopicPartition, Long> starts =
        new HashMap<>(reader.starts(reader.partitions(outputTopics)));
    starts.putAll(reader.starts(reader.partitions(ledgerTopic)));
    return new AuditScope(starts, null, false);
  }

  /**
   * @param from milliseconds since the epoch, the period's start
   * @param to its end, not included; {@link Long#MAX_VALUE} if it has none
   */
  static AuditScope ofPeriod(
      TopicReader reader, String ledgerTopic, Collection<String> outputTopics, long from, long to) {
    List<TopicPartition> ledger = reader.partitions(ledgerTopic);
    Map<TopicPartition, Long> starts = reader.startsAt(ledger, from);
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    reader
        .startsAt(ledger, to)
        .forEach(
            (partition, end) -> ranges.put(partition, new OffsetRange(starts.get(partition), end)));
    Rows rows = new Rows();
    reader.read(ranges, rows::add);
    List<TopicPartition> outputs = reader.partitions(outputTopics);
    starts.putAll(
        rows.oldestTimestamp < 0
            ? reader.starts(outputs)
            : reader.startsAt(outputs, rows.oldestTimestamp));
    // Without an end, later rows belong to the period, too.
    return new AuditScope(starts, to == Long.MAX_VALUE ? null : rows.sources, true);
  }

  /** The offsets that the rows of the period cover. */
  private static final class Rows {

    private final Map<TopicPartition, OffsetRange> sources = new HashMap<>();
    private long oldestTimestamp = Long.MAX_VALUE;

    boolean add(ConsumerRecord<byte[], byte[]> record) {
      try {
        LedgerRow row = LedgerRowJson.read(record.value()).row();
        oldestTimestamp = Math.min(oldestTimestamp, row.oldestTimestamp());
        sources.merge(
            new TopicPartition(row.topic(), row.partition()),
            new OffsetRange(row.from(), row.to()),
            OffsetRange::span);
      } catch (IOException e) {
        // The audit itself reports it.
      }
      return true;
    }
  }
}
