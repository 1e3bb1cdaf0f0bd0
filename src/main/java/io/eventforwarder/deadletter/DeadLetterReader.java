// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.RecordReader;
import io.eventforwarder.source.Coordinates;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the dead-letter topic: partition by partition, each in order of offsets, up to what is
 * committed when the reading starts. Holds none of what it has handed on.
 */
public final class DeadLetterReader implements AutoCloseable {

  private final String topic;
  private final RecordReader reader;

  /**
   * @param cluster that of the dead-letter topic
   */
  public DeadLetterReader(KafkaCluster cluster, String topic) {
    this.topic = Objects.requireNonNull(topic);
    this.reader = new RecordReader(cluster);
  }

  /** What to do with each selected dead letter. */
  public interface Visitor {

    /** False to read no further. */
    boolean visit(StoredDeadLetter deadLetter);
  }

  /**
   * What was seen on the way.
   *
   * @param records how many were read, selected or not
   * @param foreign how many of them are not dead letters
   */
  public record Report(long records, long foreign) {}

  /** Hands the selected dead letters on. Records older than the selection are not read. */
  public Report read(Selection selection, Progress progress, Visitor visitor) {
    List<TopicPartition> partitions = reader.partitions(topic);
    Map<TopicPartition, Long> ends = reader.ends(partitions);
    Map<TopicPartition, Long> starts =
        selection.since() < 0
            ? reader.starts(partitions)
            : reader.startsAt(partitions, selection.since());
    Pass pass = new Pass(selection, progress, visitor);
    starts.forEach((partition, start) -> pass.total += Math.max(0, ends.get(partition) - start));
    for (TopicPartition partition : partitions) {
      if (starts.containsKey(partition) && !pass.over(partition, starts, ends)) {
        break;
      }
    }
    return new Report(pass.records, pass.foreign);
  }

  /**
   * One dead letter by its own coordinates or by those of its original record; of several with the
   * same original the first that is read.
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
                        + " is not a dead letter: it does not say where it comes from"
                        + "; look at it with explain"));
  }

  private StoredDeadLetter search(Coordinates source) {
    StoredDeadLetter[] found = new StoredDeadLetter[1];
    read(
        Selection.ALL,
        Progress.NONE,
        deadLetter -> {
          if (deadLetter.source().equals(source)) {
            found[0] = deadLetter;
          }
          return found[0] == null;
        });
    if (found[0] == null) {
      throw new NoSuchRecordException(
          "no dead letter of "
              + source
              + " in "
              + topic
              + "; see dead-letters list, or ask explain what becomes of the record");
    }
    return found[0];
  }

  @Override
  public void close() {
    reader.close();
  }

  /** One reading of all partitions. */
  private final class Pass {

    private final Selection selection;
    private final Progress progress;
    private final Visitor visitor;
    private long total;
    private long passed;
    private long records;
    private long foreign;

    Pass(Selection selection, Progress progress, Visitor visitor) {
      this.selection = selection;
      this.progress = progress;
      this.visitor = visitor;
    }

    /** False if the visitor asked to read no further. */
    boolean over(
        TopicPartition partition,
        Map<TopicPartition, Long> starts,
        Map<TopicPartition, Long> ends) {
      long start = starts.get(partition);
      long end = ends.get(partition);
      boolean more =
          reader.read(
              partition,
              start,
              end,
              record -> {
                progress.at(passed + record.offset() - start, total);
                return visit(record);
              });
      passed += Math.max(0, end - start);
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
      return !selection.matches(deadLetter) || visitor.visit(deadLetter);
    }
  }
}
