// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.dispatch.TimestampPolicy;
import io.eventforwarder.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Compares the offsets that the group has committed with the ends and the retention of the source
 * topics. Partitions without a leader are listed, but no offsets of them are requested: an admin
 * client repeats such a request without a pause, thousands of times a second, until its time limit.
 */
final class KafkaProgressLog implements ProgressLog {

  /** Of each request, and of the reading of records. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(200);

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
                // To read the group's offsets. The consumer does not join the group.
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
  public Map<TopicPartition, Progress> ask(Map<TopicPartition, Long> starts)
      throws ExecutionException {
    Map<TopicPartition, Boolean> hasLeader = partitions();
    Map<TopicPartition, Long> next = new HashMap<>(starts);
    consumer
        .committed(hasLeader.keySet(), TIMEOUT)
        .forEach(
            (partition, committed) -> {
              if (committed != null) {
                next.put(partition, committed.offset());
              }
            });
    next.keySet().removeIf(partition -> !hasLeader.getOrDefault(partition, false));
    Map<TopicPartition, Progress.Offsets> offsets = offsets(next);
    Map<String, Double> retentionMs =
        KafkaCluster.fromSettings(admin, topics, KafkaProgressLog::retentionMs, Double.NaN);
    Map<TopicPartition, Progress> progress = new HashMap<>();
    hasLeader.keySet().forEach(partition -> progress.put(partition, Progress.UNKNOWN));
    agesMs(offsets)
        .forEach(
            (partition, ageMs) ->
                progress.put(
                    partition,
                    Progress.of(
                        offsets.get(partition), ageMs, retentionMs.get(partition.topic()))));
    return progress;
  }

  /** All partitions of the topics, and whether they have a leader. */
  private Map<TopicPartition, Boolean> partitions() {
    Map<TopicPartition, Boolean> hasLeader = new HashMap<>();
    admin
        .describeTopics(
            TopicCollection.ofTopicNames(topics),
            new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis()))
        .topicNameValues()
        .forEach(
            (topic, answer) -> {
              try {
                for (TopicPartitionInfo info : KafkaCluster.get(answer).partitions()) {
                  hasLeader.put(
                      new TopicPartition(topic, info.partition()), KafkaCluster.hasLeader(info));
                }
              } catch (ExecutionException e) {
                // The progress stays unknown, which a metric shows.
              }
            });
    return hasLeader;
  }

  private Map<TopicPartition, Progress.Offsets> offsets(Map<TopicPartition, Long> next) {
    Set<TopicPartition> partitions = next.keySet();
    ListOffsetsResult firsts =
        request(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    ListOffsetsResult stableEnds =
        request(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    ListOffsetsResult ends =
        request(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Progress.Offsets> offsets = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          try {
            offsets.put(
                partition,
                new Progress.Offsets(
                    offset,
                    KafkaCluster.get(firsts.partitionResult(partition)).offset(),
                    KafkaCluster.get(stableEnds.partitionResult(partition)).offset(),
                    KafkaCluster.get(ends.partitionResult(partition)).offset()));
          } catch (ExecutionException e) {
            // The progress stays unknown, which a metric shows.
          }
        });
    return offsets;
  }

  private ListOffsetsResult request(
      Set<TopicPartition> partitions, OffsetSpec spec, IsolationLevel level) {
    return admin.listOffsets(
        partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec)),
        new ListOffsetsOptions(level).timeoutMs((int) TIMEOUT.toMillis()));
  }

  /**
   * How old the next records are.
   *
   * @return in milliseconds: 0 where no record is left to read, {@code NaN} for a record without a
   *     timestamp; no entry for a partition whose record does not arrive in time
   */
  private Map<TopicPartition, Double> agesMs(Map<TopicPartition, Progress.Offsets> offsets) {
    Map<TopicPartition, Double> ages = new HashMap<>();
    Set<TopicPartition> waiting = new HashSet<>();
    offsets.forEach(
        (partition, known) -> {
          if (known.firstToRead() < known.end()) {
            waiting.add(partition);
          } else {
            ages.put(partition, 0.0);
          }
        });
    consumer.assign(waiting);
    waiting.forEach(partition -> consumer.seek(partition, offsets.get(partition).firstToRead()));
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!waiting.isEmpty() && System.nanoTime() - deadline < 0) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (TopicPartition partition : records.partitions()) {
        ages.put(partition, ageMs(records.records(partition).get(0)));
      }
      records
          .nextOffsets()
          .forEach(
              (partition, next) -> {
                if (next.offset() >= offsets.get(partition).end()) {
                  // If it has no record, only transaction markers were left.
                  ages.putIfAbsent(partition, 0.0);
                }
              });
      waiting.removeAll(ages.keySet());
      consumer.assign(waiting);
    }
    return ages;
  }

  private double ageMs(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() < 0 ? Double.NaN : clock.millis() - record.timestamp();
  }

  /** {@code NaN} if the topic's records are not deleted for their age. */
  private static double retentionMs(Config topic) {
    long retentionMs = TimestampPolicy.retentionMs(topic);
    return retentionMs < 0 ? Double.NaN : retentionMs;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
