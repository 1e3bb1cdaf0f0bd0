// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the dead-letter topic partition by partition, each in order of offsets, up to the last
 * record that is committed when the reading starts. Keeps no record.
 */
public final class DeadLetterReader implements AutoCloseable {

  /** Receives the progress of reading the dead-letter topic. */
  public interface Progress {

    /** Called for every record, with the number of offsets that were read, and of all. */
    void at(long read, long total);
  }

  private final String topic;
  private final TopicReader reader;

  public DeadLetterReader(KafkaCluster cluster, String topic) {
    this.topic = Objects.requireNonNull(topic);
    this.reader = new TopicReader(cluster);
  }

  /**
   * Passes the selected dead letters to a visitor. Skips records that are older than the selection.
   *
   * @param visitor returns false to stop reading
   * @return how many records were no dead letters
   */
  public long read(Selection selection, Progress progress, Predicate<StoredDeadLetter> visitor) {
    List<TopicPartition> partitions = reader.partitions(topic);
    Map<TopicPartition, OffsetRange> ranges = ranges(partitions, selection.period().since());
    long total = ranges.values().stream().mapToLong(OffsetRange::length).sum();
    AtomicLong foreign = new AtomicLong();
    long passed = 0;
    for (TopicPartition partition : partitions) {
      OffsetRange range = ranges.get(partition);
      long start = passed - range.from();
      boolean isStopped =
          !reader.read(
              partition,
              range,
              record -> {
                progress.at(start + record.offset(), total);
                Optional<StoredDeadLetter> deadLetter = StoredDeadLetter.of(record);
                foreign.addAndGet(deadLetter.isPresent() ? 0 : 1);
                return deadLetter.filter(selection::matches).map(visitor::test).orElse(true);
              });
      if (isStopped) {
        break;
      }
      passed += range.length();
    }
    return foreign.get();
  }

  private Map<TopicPartition, OffsetRange> ranges(List<TopicPartition> partitions, long since) {
    Map<TopicPartition, OffsetRange> ranges = reader.ranges(partitions);
    if (since >= 0) {
      Map<TopicPartition, Long> starts = reader.startsAt(partitions, since);
      ranges.replaceAll((partition, held) -> new OffsetRange(starts.get(partition), held.to()));
    }
    return ranges;
  }

  /**
   * Finds a dead letter by its own coordinates or by those of its original record. Returns the
   * first that is read if several have the same original.
   *
   * @throws NoSuchRecordException if there is none
   */
  public StoredDeadLetter find(Coordinates coordinates) {
    if (coordinates.topic().equals(topic)) {
      return StoredDeadLetter.of(reader.fetch(coordinates))
          .orElseThrow(
              () ->
                  new NoSuchRecordException(
                      coordinates
                          + " is not a dead letter: it has no provenance headers; use explain"));
    }
    List<StoredDeadLetter> found = new ArrayList<>();
    read(
        Selection.ALL,
        (read, total) -> {},
        deadLetter -> {
          if (deadLetter.source().equals(coordinates)) {
            found.add(deadLetter);
          }
          return found.isEmpty();
        });
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchRecordException(
                    "no dead letter of %s in %s; see dead-letters list, or explain for the record itself"
                        .formatted(coordinates, topic)));
  }

  @Override
  public void close() {
    reader.close();
  }
}
