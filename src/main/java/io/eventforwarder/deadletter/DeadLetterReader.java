// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the dead-letter topic partition by partition, each in order of offsets, up to the last
 * record that is committed when the reading starts. Keeps no record.
 */
public final class DeadLetterReader implements AutoCloseable {

  private final String topic;
  private final TopicReader reader;

  /**
   * @param cluster of the dead-letter topic
   */
  public DeadLetterReader(KafkaCluster cluster, String topic) {
    this.topic = Objects.requireNonNull(topic);
    this.reader = new TopicReader(cluster);
  }

  /**
   * What was read.
   *
   * @param records selected or not
   * @param foreign records that are not dead letters
   */
  public record Report(long records, long foreign) {}

  /**
   * Passes the selected dead letters to a visitor. Skips records that are older than the selection.
   *
   * @param visitor returns false to stop reading
   */
  public Report read(Selection selection, Progress progress, Predicate<StoredDeadLetter> visitor) {
    List<TopicPartition> partitions = reader.partitions(topic);
    Map<TopicPartition, OffsetRange> ranges = reader.ranges(partitions);
    if (selection.period().since() >= 0) {
      reader
          .startsAt(partitions, selection.period().since())
          .forEach(
              (partition, start) ->
                  ranges.computeIfPresent(
                      partition, (key, held) -> new OffsetRange(start, held.to())));
    }
    Pass pass = new Pass(selection, progress, visitor);
    pass.total = ranges.values().stream().mapToLong(OffsetRange::length).sum();
    for (TopicPartition partition : partitions) {
      if (!pass.read(partition, ranges.get(partition))) {
        break;
      }
    }
    return new Report(pass.records, pass.foreign);
  }

  /**
   * Finds a dead letter by its own coordinates or by those of its original record; of several with
   * the same original the first that is read.
   *
   * @throws NoSuchRecordException if there is none
   */
  public StoredDeadLetter find(Coordinates coordinates) {
    return coordinates.topic().equals(topic) ? fetch(coordinates) : search(coordinates);
  }

  private StoredDeadLetter fetch(Coordinates coordinates) {
    return StoredDeadLetter.of(reader.fetch(coordinates))
        .orElseThrow(
            () ->
                new NoSuchRecordException(
                    coordinates
                        + " is not a dead letter: it has no provenance headers; use explain"));
  }

  private StoredDeadLetter search(Coordinates source) {
    AtomicReference<StoredDeadLetter> found = new AtomicReference<>();
    read(
        Selection.ALL,
        Progress.NONE,
        deadLetter -> {
          if (deadLetter.source().equals(source)) {
            found.set(deadLetter);
          }
          return found.get() == null;
        });
    if (found.get() == null) {
      throw new NoSuchRecordException(
          "no dead letter of %s in %s; see dead-letters list, or explain for the record itself"
              .formatted(source, topic));
    }
    return found.get();
  }

  @Override
  public void close() {
    reader.close();
  }

  /** One reading of all partitions. */
  private final class Pass {

    private final Selection selection;
    private final Progress progress;
    private final Predicate<StoredDeadLetter> visitor;
    private long total;
    private long passed;
    private long records;
    private long foreign;

    Pass(Selection selection, Progress progress, Predicate<StoredDeadLetter> visitor) {
      this.selection = selection;
      this.progress = progress;
      this.visitor = visitor;
    }

    /** Returns false if the visitor stopped it. */
    boolean read(TopicPartition partition, OffsetRange range) {
      boolean more =
          reader.read(
              partition,
              range,
              record -> {
                progress.at(passed + record.offset() - range.from(), total);
                return visit(record);
              });
      passed += range.length();
      progress.at(passed, total);
      return more;
    }

    private boolean visit(ConsumerRecord<byte[], byte[]> record) {
      records++;
      StoredDeadLetter deadLetter = StoredDeadLetter.of(record).orElse(null);
      if (deadLetter == null) {
        foreign++;
        return true;
      }
      return !selection.matches(deadLetter) || visitor.test(deadLetter);
    }
  }
}
