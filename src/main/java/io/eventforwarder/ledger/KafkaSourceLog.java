// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The configured source cluster. Connects with the first request. */
public final class KafkaSourceLog implements SourceLog {

  private static final long serialVersionUID = 1L;

  private final KafkaCluster cluster;

  private transient Admin admin;

  public KafkaSourceLog(ForwarderConfig config) {
    cluster = KafkaCluster.source(config);
  }

  @Override
  public Map<TopicPartition, CompletableFuture<Long>> firstOffsets(Set<TopicPartition> partitions) {
    if (admin == null) {
      admin = cluster.newAdmin();
    }
    Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
    partitions.forEach(partition -> earliest.put(partition, OffsetSpec.earliest()));
    ListOffsetsResult results = admin.listOffsets(earliest);
    Map<TopicPartition, CompletableFuture<Long>> answers = new HashMap<>();
    for (TopicPartition partition : partitions) {
      answers.put(
          partition,
          results
              .partitionResult(partition)
              .toCompletionStage()
              .thenApply(ListOffsetsResultInfo::offset)
              .toCompletableFuture());
    }
    return answers;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
