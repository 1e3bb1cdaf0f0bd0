// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import io.eventforwarder.source.Coordinates;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads stretches of partitions, committed records only, and holds no more of them than one fetch.
 * Not thread-safe.
 */
public final class RecordReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaCluster cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;

  public RecordReader(KafkaCluster cluster) {
    this.cluster = cluster;
    this.consumer = cluster.newConsumer();
  }

  /** The topic's partitions in order; fails if there is no such topic. */
  public List<TopicPartition> partitions(String topic) {
    return cluster.require(topic).partitions().stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  /** The first offset of each partition. */
  public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    return cluster.reporting(() -> assigned(partitions).beginningOffsets(partitions));
  }

  /**
   * For each partition the offset before which all records have an older timestamp. A partition
   * without a record of this timestamp or a newer one is left out.
   */
  public Map<TopicPartition, Long> startsAt(Collection<TopicPartition> partitions, long timestamp) {
    Map<TopicPartition, Long> queries = new HashMap<>();
    partitions.forEach(partition -> queries.put(partition, timestamp));
    Map<TopicPartition, OffsetAndTimestamp> answers =
        cluster.reporting(() -> assigned(partitions).offsetsForTimes(queries));
    Map<TopicPartition, Long> starts = new HashMap<>();
    answers.forEach(
        (partition, answer) -> {
          if (answer != null) {
            starts.put(partition, answer.offset());
          }
        });
    return starts;
  }

  /** Just behind the last record of each partition that is committed now. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return cluster.reporting(() -> assigned(partitions).endOffsets(partitions));
  }

  /** A consumer warns of partitions that it is asked about and does not read. */
  private KafkaConsumer<byte[], byte[]> assigned(Collection<TopicPartition> partitions) {
    consumer.assign(partitions);
    return consumer;
  }

  /** What to do with each record that is read. */
  public interface Visitor {

    /** False to read no further. */
    boolean visit(ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * Reads the records of a partition in order.
   *
   * @param from offset of the first
   * @param to offset behind the last
   * @return false if the visitor asked to read no further
   */
  public boolean read(TopicPartition partition, long from, long to, Visitor visitor) {
    if (from >= to) {
      return true;
    }
    cluster.reporting(
        () -> {
          consumer.assign(List.of(partition));
          consumer.seek(partition, from);
          return null;
        });
    long position = from;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (position < to) {
      for (ConsumerRecord<byte[], byte[]> record : cluster.reporting(() -> consumer.poll(POLL))) {
        if (record.offset() >= to) {
          return true;
        }
        if (!visitor.visit(record)) {
          return false;
        }
      }
      long reached = cluster.reporting(() -> consumer.position(partition, PATIENCE));
      if (reached > position) {
        position = reached;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            cluster.servers()
                + " has sent nothing of "
                + partition
                + " from offset "
                + position
                + " for "
                + PATIENCE.toSeconds()
                + " s; check that the partition has a leader");
      }
    }
    return true;
  }

  /**
   * One record.
   *
   * @throws NoSuchRecordException if there is none
   */
  public ConsumerRecord<byte[], byte[]> fetch(Coordinates coordinates) {
    TopicPartition partition = requirePartition(coordinates);
    long start = starts(List.of(partition)).get(partition);
    long end = ends(List.of(partition)).get(partition);
    long offset = coordinates.offset();
    if (offset < start || offset >= end) {
      throw new NoSuchRecordException(
          "no record "
              + coordinates
              + " at "
              + cluster.servers()
              + (start == end
                  ? ": the partition is empty"
                  : ": the partition holds offsets " + start + " to " + (end - 1))
              + "; name another offset");
    }
    Single single = new Single(offset);
    read(partition, offset, offset + 1, single);
    if (single.record == null) {
      throw new NoSuchRecordException(
          "no committed record "
              + coordinates
              + " at "
              + cluster.servers()
              + ": it is a transaction marker, of an aborted transaction, or compacted away"
              + "; name another offset");
    }
    return single.record;
  }

  private TopicPartition requirePartition(Coordinates coordinates) {
    List<TopicPartition> partitions = partitions(coordinates.topic());
    TopicPartition wanted = new TopicPartition(coordinates.topic(), coordinates.partition());
    if (!partitions.contains(wanted)) {
      throw new NoSuchRecordException(
          "no partition "
              + coordinates.partition()
              + " of "
              + coordinates.topic()
              + " at "
              + cluster.servers()
              + "; it has 0 to "
              + (partitions.size() - 1));
    }
    return wanted;
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Keeps the record at one offset. */
  private static final class Single implements Visitor {

    private final long offset;
    private ConsumerRecord<byte[], byte[]> record;

    Single(long offset) {
      this.offset = offset;
    }

    @Override
    public boolean visit(ConsumerRecord<byte[], byte[]> candidate) {
      if (candidate.offset() == offset) {
        record = candidate;
      }
      return false;
    }
  }
}
