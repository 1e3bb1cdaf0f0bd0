// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * The source topics: their offsets, and the records of ranges whose output differs from the ledger.
 * Those are decoded as the job decodes them, to name each lost record or to report wrong counts.
 */
final class SourceCheck implements AutoCloseable {

  private final ForwarderConfig config;
  private final KafkaCluster cluster;
  private final TopicReader reader;
  private Redecoder decoder;

  SourceCheck(ForwarderConfig config) {
    this.config = config;
    this.cluster = KafkaCluster.source(config);
    this.reader = new TopicReader(cluster);
  }

  /** The offsets that each partition of the source topics holds, up to an open transaction. */
  Map<TopicPartition, OffsetRange> offsets() {
    return reader.ranges(reader.partitions(config.source().typeByTopic().keySet()));
  }

  /** What the job's consumer group has committed; empty if it may not be read. */
  Map<TopicPartition, Long> committed() {
    return cluster
        .ask(
            admin ->
                KafkaCluster.getUnless(
                    AuthorizationException.class::isInstance,
                    admin
                        .listConsumerGroupOffsets(config.source().groupId())
                        .partitionsToOffsetAndMetadata()))
        .orElse(Map.of())
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /** Whether the brokers hold a record among these offsets, or markers of transactions only. */
  boolean hasRecords(TopicPartition partition, OffsetRange offsets) {
    return !reader.read(partition, offsets, record -> false);
  }

  /**
   * Reports what is wrong with a range.
   *
   * @return how many of its records have their output; 0 if its counts are wrong
   */
  long examine(TopicPartition partition, OffsetRange offsets, Examination examination) {
    if (decoder == null) {
      decoder = new Redecoder(config);
    }
    long first = reader.starts(List.of(partition)).get(partition);
    reader.read(
        partition,
        new OffsetRange(Math.max(first, offsets.from()), offsets.to()),
        record -> examination.visit(record.offset(), decoder.decode(SourceRecord.of(record))));
    return examination.finish(first <= offsets.from());
  }

  @Override
  public void close() {
    reader.close();
  }
}
