// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts where another says, and goes on at the earliest record that is left when wanted ones are
 * gone. The connector's own initializers for the latest offsets and for a timestamp would then go
 * on at the end, and lose what the brokers still hold.
 */
record EarliestAfterLoss(OffsetsInitializer start) implements OffsetsInitializer {

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return start.getPartitionOffsets(partitions, retriever);
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
