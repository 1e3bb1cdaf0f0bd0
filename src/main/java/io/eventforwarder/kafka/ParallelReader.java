// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads many partitions side by side, committed records only, each in order, and holds no more of
 * them than one fetch. Not thread-safe.
 */
public final class ParallelReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaCluster cluster;
  private final Set<TopicPartition> partitions;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param starts offset to start from, by partition
   */
  public ParallelReader(KafkaCluster cluster, Map<TopicPartition, Long> starts) {
    this.cluster = cluster;
    this.partitions = Set.copyOf(starts.keySet());
    this.consumer = cluster.newConsumer();
    consumer.assign(partitions);
    starts.forEach(consumer::seek);
  }

  /** Just behind the last record of each partition before which no transaction is open. */
  public Map<TopicPartition, Long> committedEnds() {
    return cluster.reporting(() -> consumer.endOffsets(partitions));
  }

  /** Just behind the last record of each partition, whatever may become of it. */
  public Map<TopicPartition, Long> writtenEnds() {
    return cluster.ask(
        admin -> {
          Map<TopicPartition, Long> ends = new HashMap<>();
          KafkaCluster.get(
                  admin
                      .listOffsets(
                          partitions.stream()
                              .collect(
                                  Collectors.toMap(
                                      Function.identity(), partition -> OffsetSpec.latest())))
                      .all())
              .forEach((partition, result) -> ends.put(partition, result.offset()));
          return ends;
        });
  }

  /** What to do with the records. */
  public interface Visitor {

    void visit(ConsumerRecord<byte[], byte[]> record);

    /** Asked before each fetch: partitions that can wait, as long as there are others. */
    default Set<TopicPartition> canWait() {
      return Set.of();
    }
  }

  /**
   * Reads on.
   *
   * @param ends offset behind the last record to read, for each partition
   */
  public void readTo(Map<TopicPartition, Long> ends, Visitor visitor) {
    Set<TopicPartition> unfinished = unfinished(partitions, ends);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!unfinished.isEmpty()) {
      consumer.pause(partitions);
      consumer.resume(without(unfinished, visitor.canWait()));
      long before = progress(unfinished);
      for (ConsumerRecord<byte[], byte[]> record : cluster.reporting(() -> consumer.poll(POLL))) {
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
          visitor.visit(record);
        }
      }
      if (progress(unfinished) > before) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            cluster.servers()
                + " has sent nothing of "
                + unfinished
                + " for "
                + PATIENCE.toSeconds()
                + " s; check that the partitions have leaders");
      }
      unfinished = unfinished(unfinished, ends);
    }
  }

  private static Set<TopicPartition> without(Set<TopicPartition> all, Set<TopicPartition> canWait) {
    Set<TopicPartition> rest = new HashSet<>(all);
    rest.removeAll(canWait);
    return rest.isEmpty() ? all : rest;
  }

  private long progress(Set<TopicPartition> of) {
    return of.stream().mapToLong(this::position).sum();
  }

  /** Those that are not at their end; what was read beyond it is read again another time. */
  private Set<TopicPartition> unfinished(
      Set<TopicPartition> candidates, Map<TopicPartition, Long> ends) {
    Set<TopicPartition> unfinished = new HashSet<>();
    for (TopicPartition partition : candidates) {
      long end = ends.get(partition);
      long position = position(partition);
      if (position < end) {
        unfinished.add(partition);
      } else if (position > end) {
        consumer.seek(partition, end);
      }
    }
    return unfinished;
  }

  private long position(TopicPartition partition) {
    return cluster.reporting(() -> consumer.position(partition, PATIENCE));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
