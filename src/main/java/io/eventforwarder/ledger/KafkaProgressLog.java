// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Compares the offsets that the group has committed with the ends and the retention of the source
 * topics. Partitions without a leader are listed, but not asked about: an admin client repeats such
 * a question without a pause, thousands of times a second, until its time limit.
 */
final class KafkaProgressLog implements ProgressLog {

  static final int TIMEOUT_MS = 5_000;

  private final Set<String> topics;
  private final Clock clock;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  KafkaProgressLog(KafkaCluster cluster, Set<String> topics, String groupId, Clock clock) {
    this.topics = topics;
    this.clock = clock;
    admin = cluster.newAdmin();
    consumer =
        cluster.newConsumer(
            Map.of(
                // It asks for the group's offsets, and does not join the group.
                ConsumerConfig.GROUP_ID_CONFIG,
                groupId,
                // A record ages, and is deleted, while its transaction is open.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted",
                // The brokers send one batch in any case, and one is enough.
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                1));
  }

  @Override
  public Map<TopicPartition, Progress> ask(Map<TopicPartition, Long> starts) {
    Map<TopicPartition, Boolean> hasLeader = partitions();
    Map<TopicPartition, Long> next = new HashMap<>(starts);
    next.putAll(committed(hasLeader.keySet()));
    next.keySet().removeIf(partition -> !hasLeader.getOrDefault(partition, false));
    Map<TopicPartition, PartitionOffsets> offsets = offsets(next);
    Map<TopicPartition, Double> agesMs = new RecordAges(consumer, clock).ask(offsets);
    Map<String, Double> retentionMs = retentionMs();
    return hasLeader.keySet().stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                partition ->
                    Progress.of(
                        offsets.get(partition),
                        agesMs.get(partition),
                        retentionMs.get(partition.topic()))));
  }

  private Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    consumer
        .committed(partitions, Duration.ofMillis(TIMEOUT_MS))
        .forEach(
            (partition, committed) -> {
              if (committed != null) {
                offsets.put(partition, committed.offset());
              }
            });
    return offsets;
  }

  /** All that the topics have, and whether they have a leader. */
  private Map<TopicPartition, Boolean> partitions() {
    Map<TopicPartition, Boolean> hasLeader = new HashMap<>();
    answers(
            admin
                .describeTopics(
                    TopicCollection.ofTopicNames(topics),
                    new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                .topicNameValues())
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(
                        info ->
                            hasLeader.put(
                                new TopicPartition(topic, info.partition()),
                                info.leader() != null && !info.leader().isEmpty())));
    return hasLeader;
  }

  /** Each step asks only the leaders that have answered the step before. */
  private Map<TopicPartition, PartitionOffsets> offsets(Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> firsts =
        offsets(next.keySet(), OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> stableEnds =
        offsets(firsts.keySet(), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, PartitionOffsets> offsets = new HashMap<>();
    offsets(stableEnds.keySet(), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
        .forEach(
            (partition, end) ->
                offsets.put(
                    partition,
                    new PartitionOffsets(
                        next.get(partition),
                        firsts.get(partition),
                        stableEnds.get(partition),
                        end)));
    return offsets;
  }

  private Map<TopicPartition, Long> offsets(
      Set<TopicPartition> partitions, OffsetSpec spec, IsolationLevel level) {
    ListOffsetsResult result =
        admin.listOffsets(
            partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)),
            new ListOffsetsOptions(level).timeoutMs(TIMEOUT_MS));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answers(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), result::partitionResult)))
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /** Of the questions that are answered before their time limits. */
  private static <K, V> Map<K, V> answers(Map<K, KafkaFuture<V>> futures) {
    Map<K, V> answers = new HashMap<>();
    futures.forEach(
        (key, future) -> {
          try {
            answers.put(key, KafkaCluster.get(future));
          } catch (ExecutionException e) {
            // Its progress stays unknown, which a metric shows.
          }
        });
    return answers;
  }

  /** By topic; {@code NaN} if nothing is deleted for its age, or we are not allowed to ask. */
  private Map<String, Double> retentionMs() {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    Map<String, Double> retention = new HashMap<>();
    admin
        .describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(TIMEOUT_MS))
        .values()
        .forEach(
            (resource, config) -> {
              try {
                retention.put(resource.name(), retentionMs(KafkaCluster.get(config)));
              } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                  retention.put(resource.name(), Double.NaN);
                }
              }
            });
    return retention;
  }

  private static double retentionMs(Config config) {
    long retentionMs = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
    boolean deletes =
        config
            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
            .value()
            .contains(TopicConfig.CLEANUP_POLICY_DELETE);
    return deletes && retentionMs >= 0 ? retentionMs : Double.NaN;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
