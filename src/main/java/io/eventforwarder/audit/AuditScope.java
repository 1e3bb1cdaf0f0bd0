// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.kafka.RecordReader;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What an audit reads. With a period, the ledger's rows that were written in it, and of the output
 * topics what belongs to these rows.
 *
 * @param starts where to start, for every partition of the ledger and the output topics
 * @param ledgerEnds where to end in the ledger; partitions without an end are left out
 * @param windows the offsets of each source partition; empty for all of all
 */
record AuditScope(
    Map<TopicPartition, Long> starts,
    Map<TopicPartition, Long> ledgerEnds,
    Optional<Map<TopicPartition, Window>> windows) {

  Window window(TopicPartition source) {
    return windows.map(all -> all.getOrDefault(source, Window.NONE)).orElse(Window.ALL);
  }

  static AuditScope all(RecordReader reader, String ledgerTopic, Collection<String> outputTopics) {
    List<TopicPartition> partitions = new ArrayList<>(reader.partitions(ledgerTopic));
    outputTopics.forEach(topic -> partitions.addAll(reader.partitions(topic)));
    return new AuditScope(reader.starts(partitions), Map.of(), Optional.empty());
  }

  /**
   * @param from milliseconds since the epoch, the period's start
   * @param to behind its end
   */
  static AuditScope ofPeriod(
      RecordReader reader,
      String ledgerTopic,
      Collection<String> outputTopics,
      long from,
      long to) {
    List<TopicPartition> ledger = reader.partitions(ledgerTopic);
    Map<TopicPartition, Long> ends = reader.ends(ledger);
    Map<TopicPartition, Long> starts = new HashMap<>(ends);
    starts.putAll(reader.startsAt(ledger, from));
    Map<TopicPartition, Long> ledgerEnds = reader.startsAt(ledger, to);
    Rows rows = new Rows();
    for (TopicPartition partition : ledger) {
      long end = ledgerEnds.getOrDefault(partition, ends.get(partition));
      reader.read(partition, starts.get(partition), end, rows::add);
    }
    for (String topic : outputTopics) {
      List<TopicPartition> partitions = reader.partitions(topic);
      starts.putAll(reader.ends(partitions));
      starts.putAll(
          rows.oldestTimestamp < 0
              ? reader.starts(partitions)
              : reader.startsAt(partitions, rows.oldestTimestamp));
    }
    return new AuditScope(starts, ledgerEnds, Optional.of(rows.windows));
  }

  /** What the rows of the period are about. */
  private static final class Rows {

    private final Map<TopicPartition, Window> windows = new HashMap<>();
    private long oldestTimestamp = Long.MAX_VALUE;

    boolean add(ConsumerRecord<byte[], byte[]> record) {
      try {
        LedgerRow row = LedgerRowJson.read(record.value()).row();
        oldestTimestamp = Math.min(oldestTimestamp, row.oldestTimestamp());
        windows.merge(
            new TopicPartition(row.topic(), row.partition()), Window.of(row), Window::and);
      } catch (IOException e) {
        // The audit itself will tell.
      }
      return true;
    }
  }
}
