// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.SourceRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * The source topics: their offsets, and the records of ranges whose output differs from the ledger.
 * Those are decoded as the job does, to name each that is lost, or to report that the counts are
 * wrong.
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

  /** The offsets of all partitions of the source topics. */
  Map<TopicPartition, SourceOffsets> offsets() {
    List<TopicPartition> partitions = reader.partitions(config.source().typeByTopic().keySet());
    Map<TopicPartition, Long> committed = committed();
    Map<TopicPartition, SourceOffsets> offsets = new HashMap<>();
    reader
        .ranges(partitions)
        .forEach(
            (partition, held) ->
                offsets.put(
                    partition, new SourceOffsets(held, committed.getOrDefault(partition, -1L))));
    return offsets;
  }

  /** Empty if it may not be read. */
  private Map<TopicPartition, Long> committed() {
    return cluster.ask(
        admin -> {
          Map<TopicPartition, Long> offsets = new HashMap<>();
          try {
            KafkaCluster.get(
                    admin
                        .listConsumerGroupOffsets(config.source().groupId())
                        .partitionsToOffsetAndMetadata())
                .forEach(
                    (partition, offset) -> {
                      if (offset != null) {
                        offsets.put(partition, offset.offset());
                      }
                    });
          } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
              throw e;
            }
          }
          return offsets;
        });
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
  long examine(AuditedRange range, Examination examination) {
    if (decoder == null) {
      decoder = new Redecoder(config);
    }
    TopicPartition partition = examination.partition();
    long first = reader.starts(List.of(partition)).get(partition);
    OffsetRange offsets = range.offsets;
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
