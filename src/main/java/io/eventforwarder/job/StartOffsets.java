// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.config.StartFrom;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Resolves {@code source.start-from} to an offset of each partition, once, in the enumerator.
 *
 * <p>For "committed" and "earliest", the connector's own initializers return a marker that stays in
 * checkpoints until a partition's first record. A restored job would resolve it again, at the
 * earliest record if the group's offset had expired, and dispatch old tasks again. An offset stays
 * the same, and does not expire since each checkpoint commits it.
 *
 * <p>If the brokers delete records before they are read, the consumer continues at the earliest
 * record. With the connector's initializers for "latest" and for a timestamp, it would continue at
 * the end and lose the records that remain.
 *
 * <p>Partitions that the connector discovers later start at their earliest records.
 */
record StartOffsets(StartFrom start) implements OffsetsInitializer {

  StartOffsets {
    Objects.requireNonNull(start);
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return switch (start.position()) {
      case COMMITTED -> committedOrEarliest(partitions, retriever);
      case EARLIEST -> retriever.beginningOffsets(partitions);
      case LATEST -> retriever.endOffsets(partitions);
      case TIMESTAMP ->
          OffsetsInitializer.timestamp(start.timestamp())
              .getPartitionOffsets(partitions, retriever);
    };
  }

  private static Map<TopicPartition, Long> committedOrEarliest(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> offsets = new HashMap<>(retriever.committedOffsets(partitions));
    Set<TopicPartition> uncommitted = new HashSet<>(partitions);
    uncommitted.removeAll(offsets.keySet());
    // A partition with a committed offset can start without a leader.
    if (!uncommitted.isEmpty()) {
      offsets.putAll(retriever.beginningOffsets(uncommitted));
    }
    return offsets;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
