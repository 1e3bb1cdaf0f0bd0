// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/** The source topics' ends and retention against the offsets that the group has committed. */
final class KafkaProgressLog implements ProgressLog {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Set<String> topics;
  private final String groupId;
  private final Clock clock;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  KafkaProgressLog(KafkaCluster cluster, Set<String> topics, String groupId, Clock clock) {
    this.topics = topics;
    this.groupId = groupId;
    this.clock = clock;
    this.admin = cluster.newAdmin();
    this.consumer =
        cluster.newConsumer(
            Map.of(
                // A record ages, and is deleted, while its transaction is open.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted",
                // A whole batch comes in any case, and more is not wanted.
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                1));
  }

  @Override
  public Map<TopicPartition, Progress> ask() throws ExecutionException {
    Map<TopicPartition, Long> committed = committed();
    consumer.assign(committed.keySet());
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(committed.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(committed.keySet());
    Map<String, OptionalLong> retention = retention();
    Map<TopicPartition, Long> stable = stableEnds(committed.keySet());
    Map<TopicPartition, Progress> progress = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> entry : committed.entrySet()) {
      TopicPartition partition = entry.getKey();
      long next = entry.getValue();
      long start = starts.get(partition);
      long end = ends.get(partition);
      long stableEnd = Math.min(stable.get(partition), end);
      long ageMs = ageMs(partition, Math.max(next, start), end);
      progress.put(
          partition,
          new Progress(
              Math.max(0, stableEnd - next),
              Math.max(0, end - Math.max(stableEnd, next)),
              Math.max(0, ageMs) / 1000.0,
              headroom(retention.get(partition.topic()), next < start ? Long.MAX_VALUE : ageMs)));
    }
    return progress;
  }

  private static double headroom(OptionalLong retentionMs, long ageMs) {
    return retentionMs.isEmpty()
        ? Double.NaN
        : Math.max(0, retentionMs.getAsLong() - ageMs) / 1000.0;
  }

  /** The ends for those who read only what was committed. */
  private Map<TopicPartition, Long> stableEnds(Set<TopicPartition> partitions)
      throws ExecutionException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    KafkaCluster.get(
            admin
                .listOffsets(
                    partitions.stream()
                        .collect(
                            Collectors.toMap(
                                Function.identity(), partition -> OffsetSpec.latest())),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all())
        .forEach((partition, result) -> ends.put(partition, result.offset()));
    return ends;
  }

  private Map<TopicPartition, Long> committed() throws ExecutionException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    KafkaCluster.get(admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, committed) -> {
              if (committed != null && topics.contains(partition.topic())) {
                offsets.put(partition, committed.offset());
              }
            });
    return offsets;
  }

  /** Milliseconds by topic; empty if nothing is deleted for its age, or nobody tells us. */
  private Map<String, OptionalLong> retention() throws ExecutionException {
    Map<String, OptionalLong> retention = new HashMap<>();
    for (String topic : topics) {
      retention.put(topic, retention(topic));
    }
    return retention;
  }

  private OptionalLong retention(String topic) throws ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config =
          KafkaCluster.get(admin.describeConfigs(List.of(resource)).values().get(resource));
      long retentionMs = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
      boolean deletes =
          config
              .get(TopicConfig.CLEANUP_POLICY_CONFIG)
              .value()
              .contains(TopicConfig.CLEANUP_POLICY_DELETE);
      return deletes && retentionMs >= 0 ? OptionalLong.of(retentionMs) : OptionalLong.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /** Of the next record to read. One that is yet to come has no age. */
  private long ageMs(TopicPartition partition, long next, long end) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, next);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    // Behind the last record there may be markers of transactions, which are no records.
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return clock.millis() - record.timestamp();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "no record of " + partition + " from offset " + next + " has come");
      }
    }
    return 0;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
