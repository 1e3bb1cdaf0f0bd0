// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads ranges of partitions, committed records only, and keeps no more of them in memory than one
 * fetch. Not thread-safe.
 */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaCluster cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;

  public TopicReader(KafkaCluster cluster) {
    this.cluster = cluster;
    this.consumer = cluster.newConsumer(Map.of());
  }

  // ---- Partitions and their offsets.

  /** The topic's partitions in order; fails if the topic does not exist. */
  public List<TopicPartition> partitions(String topic) {
    return partitions(List.of(topic));
  }

  /** The partitions of several topics; fails if one of the topics does not exist. */
  public List<TopicPartition> partitions(Collection<String> topics) {
    return cluster.require(topics).values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition())))
        .sorted(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
        .toList();
  }

  /** The first offset of each partition. */
  public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
    return cluster.reporting(() -> assigned(partitions).beginningOffsets(partitions));
  }

  /**
   * The offset of each partition's first record that is not older than the timestamp; the
   * partition's end if there is no such record.
   */
  public Map<TopicPartition, Long> startsAt(Collection<TopicPartition> partitions, long timestamp) {
    Map<TopicPartition, Long> starts = new HashMap<>(ends(partitions));
    Map<TopicPartition, Long> queries =
        partitions.stream().collect(Collectors.toMap(Function.identity(), each -> timestamp));
    cluster
        .reporting(() -> consumer.offsetsForTimes(queries))
        .forEach(
            (partition, found) -> {
              if (found != null) {
                starts.put(partition, found.offset());
              }
            });
    return starts;
  }

  /** The offset after the last record of each partition, or that of its first open transaction. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return cluster.reporting(() -> assigned(partitions).endOffsets(partitions));
  }

  /** The offset after the last record of each partition, open transactions included. */
  public Map<TopicPartition, Long> writtenEnds(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), each -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    cluster
        .ask(admin -> KafkaCluster.get(admin.listOffsets(latest).all()))
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** The offsets that each partition holds now, up to its first open transaction. */
  public Map<TopicPartition, OffsetRange> ranges(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = ends(partitions);
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    starts(partitions)
        .forEach(
            (partition, start) ->
                ranges.put(partition, new OffsetRange(start, ends.get(partition))));
    return ranges;
  }

  /** A consumer logs a warning about offsets of partitions that are not assigned to it. */
  private KafkaConsumer<byte[], byte[]> assigned(Collection<TopicPartition> partitions) {
    consumer.assign(partitions);
    return consumer;
  }

  // ---- Records.

  /** Receives the records. */
  public interface Visitor {

    /** Returns false to stop reading. */
    boolean visit(ConsumerRecord<byte[], byte[]> record);
  }

  /** Reads a range of a partition; returns false if the visitor stopped it. */
  public boolean read(TopicPartition partition, OffsetRange range, Visitor visitor) {
    return read(Map.of(partition, range), visitor);
  }

  /** Reads ranges of partitions; returns false if the visitor stopped it. */
  public boolean read(Map<TopicPartition, OffsetRange> ranges, Visitor visitor) {
    return read(ranges, visitor, Set::of);
  }

  /**
   * Reads ranges of partitions at the same time, each in order.
   *
   * @param canWait called before each fetch: partitions to read only when no others are left
   * @return false if the visitor stopped it
   */
  public boolean read(
      Map<TopicPartition, OffsetRange> ranges,
      Visitor visitor,
      Supplier<Set<TopicPartition>> canWait) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    ranges.forEach((partition, range) -> positions.put(partition, range.from()));
    positions.keySet().removeIf(partition -> ranges.get(partition).isEmpty());
    consumer.assign(positions.keySet());
    positions.forEach(consumer::seek);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!positions.isEmpty()) {
      consumer.pause(consumer.assignment());
      Set<TopicPartition> first = new HashSet<>(positions.keySet());
      first.removeAll(canWait.get());
      consumer.resume(first.isEmpty() ? positions.keySet() : first);
      ConsumerRecords<byte[], byte[]> records = cluster.reporting(() -> consumer.poll(POLL));
      for (TopicPartition partition : records.partitions()) {
        OffsetRange range = ranges.get(partition);
        for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
          if (range.contains(record.offset()) && !visitor.visit(record)) {
            return false;
          }
        }
      }
      if (hasMoved(positions)) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            "%s has sent nothing of %s for %d s; check that the partitions have leaders"
                .formatted(cluster.servers(), describe(positions), PATIENCE.toSeconds()));
      }
      positions.entrySet().removeIf(entry -> entry.getValue() >= ranges.get(entry.getKey()).to());
    }
    return true;
  }

  private static String describe(Map<TopicPartition, Long> positions) {
    return positions.entrySet().stream()
        .map(entry -> entry.getKey() + " from offset " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Markers and aborted records also move a position. */
  private boolean hasMoved(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, Long> before = Map.copyOf(positions);
    positions.replaceAll(
        (partition, position) -> cluster.reporting(() -> consumer.position(partition, PATIENCE)));
    return !before.equals(positions);
  }

  /** The offset of the last committed record of each partition that has one. */
  public Map<TopicPartition, Long> lastOffsets(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> last = new HashMap<>();
    ranges(partitions)
        .forEach(
            (partition, held) -> {
              long to = held.to();
              // Most partitions end with a record, but transactions write markers after theirs.
              for (long step = 10; to > held.from() && !last.containsKey(partition); step *= 10) {
                long from = Math.max(held.from(), held.to() - step);
                read(
                    partition,
                    new OffsetRange(from, to),
                    record -> {
                      last.put(partition, record.offset());
                      return true;
                    });
                to = from;
              }
            });
    return last;
  }

  /** Reads one record, or throws {@link NoSuchRecordException}. */
  public ConsumerRecord<byte[], byte[]> fetch(Coordinates coordinates) {
    TopicPartition partition = coordinates.topicPartition();
    List<TopicPartition> partitions = partitions(coordinates.topic());
    if (!partitions.contains(partition)) {
      throw new NoSuchRecordException(
          "no partition %d of %s at %s; it has 0 to %d"
              .formatted(
                  coordinates.partition(),
                  coordinates.topic(),
                  cluster.servers(),
                  partitions.size() - 1));
    }
    OffsetRange held = ranges(List.of(partition)).get(partition);
    if (!held.contains(coordinates.offset())) {
      String holds = "holds offsets %d to %d".formatted(held.from(), held.to() - 1);
      throw new NoSuchRecordException(
          "no record %s at %s: the partition %s; name another offset"
              .formatted(coordinates, cluster.servers(), held.isEmpty() ? "is empty" : holds));
    }
    AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
    read(
        partition,
        OffsetRange.of(coordinates.offset()),
        record -> found.compareAndSet(null, record));
    if (found.get() == null) {
      throw new NoSuchRecordException(
          ("no committed record %s at %s: it is a transaction marker, of an aborted transaction, or"
                  + " compacted away; name another offset")
              .formatted(coordinates, cluster.servers()));
    }
    return found.get();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
