// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.StartFrom;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured source cluster. Connects when it is first asked. */
public final class KafkaSourceLog implements SourceLog {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSourceLog.class);

  private final KafkaCluster cluster;
  private final Set<String> topics;
  private final String groupId;
  private final boolean resumesFromGroup;

  private transient Admin admin;

  public KafkaSourceLog(ForwarderConfig config) {
    cluster = KafkaCluster.source(config);
    topics = new TreeSet<>(config.source().typeByTopic().keySet());
    groupId = config.source().groupId();
    resumesFromGroup = config.source().startFrom().position() == StartFrom.Position.COMMITTED;
  }

  /** The group's offsets if the job starts from those. */
  @Override
  public Map<TopicPartition, Long> resumeOffsets() {
    if (!resumesFromGroup) {
      return Map.of();
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      committed()
          .forEach(
              (partition, committed) -> {
                if (committed != null && topics.contains(partition.topic())) {
                  offsets.put(partition, committed.offset());
                }
              });
    } catch (UnavailableException e) {
      // The source itself will tell if it cannot start; without these offsets only a gap right at
      // the start goes unnoticed.
      LOG.warn("The offsets of group {} are not known: {}", groupId, e.getMessage());
    }
    return offsets;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return cluster.ask(
        client ->
            KafkaCluster.get(
                client.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata()));
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
  public ProgressLog openProgressLog() {
    return new KafkaProgressLog(cluster, topics, groupId, Clock.systemUTC());
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
