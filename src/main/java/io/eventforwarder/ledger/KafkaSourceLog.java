// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.LeaderNotAvailableException;

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
    Map<TopicPartition, CompletableFuture<Long>> answers = new HashMap<>();
    Map<String, KafkaFuture<TopicDescription>> topics =
        admin
            .describeTopics(partitions.stream().map(TopicPartition::topic).distinct().toList())
            .topicNameValues();
    for (TopicPartition partition : partitions) {
      answers.put(
          partition,
          topics
              .get(partition.topic())
              .toCompletionStage()
              .thenCompose(topic -> firstOffset(partition, topic))
              .toCompletableFuture());
    }
    return answers;
  }

  /** Without a leader, the client would look for one in a loop without a pause. */
  private CompletionStage<Long> firstOffset(TopicPartition partition, TopicDescription topic) {
    boolean hasLeader =
        topic.partitions().stream()
            .filter(info -> info.partition() == partition.partition())
            .anyMatch(KafkaCluster::hasLeader);
    return hasLeader
        ? admin
            .listOffsets(Map.of(partition, OffsetSpec.earliest()))
            .partitionResult(partition)
            .toCompletionStage()
            .thenApply(ListOffsetsResultInfo::offset)
        : CompletableFuture.failedStage(
            new LeaderNotAvailableException(partition + " has no leader"));
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
