// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.kafka.RecordReader;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Compares the source records of one range, in order, with their output and with the ledger. */
final class Examination implements RecordReader.Visitor {

  private final TopicPartition partition;
  private final AuditedRange range;
  private final OffsetSet tasks;
  private final OffsetSet deadLetters;
  private final Redecoder decoder;
  private final Consumer<Finding> findings;

  private long next;
  private long records;
  private long expectedTasks;
  private long expectedDeadLetters;
  private long lostTasks;
  private long lostDeadLetters;

  /** Offsets of records that ask for a task and have none, if a kill switch may be why. */
  private final List<Long> maybeDropped = new ArrayList<>();

  Examination(
      TopicPartition partition,
      AuditedRange range,
      OffsetSet tasks,
      OffsetSet deadLetters,
      Redecoder decoder,
      Consumer<Finding> findings) {
    this.partition = partition;
    this.range = range;
    this.tasks = tasks;
    this.deadLetters = deadLetters;
    this.decoder = decoder;
    this.findings = findings;
    this.next = range.from;
  }

  @Override
  public boolean visit(ConsumerRecord<byte[], byte[]> record) {
    long offset = record.offset();
    if (records > 0) {
      reportOutputWithoutRecord(next, offset);
    }
    next = offset + 1;
    records++;
    Redecoded redecoded = decoder.decode(SourceRecord.of(record));
    boolean hasTask = tasks.contains(offset);
    boolean hasDeadLetter = deadLetters.contains(offset);
    if (redecoded.isSkip()) {
      if (hasTask || hasDeadLetter) {
        find(
            Problem.UNACCOUNTED,
            offset,
            offset + 1,
            "its record asks for no task, yet one came out");
      }
    } else if (hasTask || hasDeadLetter) {
      // What came out counts: the job may have been configured otherwise then.
      expectedTasks += hasTask ? 1 : 0;
      expectedDeadLetters += hasDeadLetter ? 1 : 0;
    } else if (redecoded.isTask() && range.row.killSwitched() > 0) {
      maybeDropped.add(offset);
    } else if (redecoded.isTask()) {
      expectedTasks++;
      lostTasks++;
      find(Problem.LOST, offset, offset + 1, "its task is in no task topic");
    } else {
      expectedDeadLetters++;
      lostDeadLetters++;
      find(Problem.LOST, offset, offset + 1, "its dead letter is not in the dead-letter topic");
    }
    return true;
  }

  private void reportOutputWithoutRecord(long from, long to) {
    long outputs = tasks.count(from, to) + deadLetters.count(from, to);
    if (outputs > 0) {
      find(
          Problem.UNACCOUNTED,
          from,
          to,
          outputs + " tasks or dead letters of offsets that hold no record");
    }
  }

  /**
   * @param isWhole whether the source still holds the whole range
   */
  void finish(boolean isWhole) {
    reportLostAmongDropped();
    if (isWhole) {
      reportOutputWithoutRecord(next, range.to);
      reportMiscount();
    } else {
      reportMissing();
    }
  }

  /** The ledger tells how many tasks a kill switch dropped, not which. */
  private void reportLostAmongDropped() {
    long lost = maybeDropped.size() - range.row.killSwitched();
    if (lost > 0) {
      expectedTasks += lost;
      lostTasks += lost;
      find(
          Problem.LOST,
          maybeDropped.get(0),
          maybeDropped.get(maybeDropped.size() - 1) + 1,
          String.format(
              "%d records have no task; a kill switch dropped %d of them, %d are lost",
              maybeDropped.size(), range.row.killSwitched(), lost));
    }
  }

  private void reportMiscount() {
    LedgerRow row = range.row;
    if (row.dispatched() != expectedTasks
        || row.deadLettered() != expectedDeadLetters
        || row.records() != records
        || range.contradiction.isPresent()) {
      find(
          Problem.MISCOUNTED,
          range.from,
          range.to,
          String.format(
              "the ledger counts %d tasks, %d skipped and %d dead letters; the source holds %d, %d and"
                  + " %d%s",
              row.dispatched(),
              row.skipped(),
              row.deadLettered(),
              expectedTasks,
              records - expectedTasks - expectedDeadLetters,
              expectedDeadLetters,
              range.contradiction.map(text -> " (" + text + ")").orElse("")));
    }
  }

  /** Without all records, only the numbers are left to compare. */
  private void reportMissing() {
    LedgerRow row = range.row;
    long missingTasks = row.dispatched() - range.tasks - lostTasks;
    long missingDeadLetters = row.deadLettered() - range.deadLetters - lostDeadLetters;
    if (missingTasks != 0 || missingDeadLetters != 0 || range.contradiction.isPresent()) {
      find(
          missingTasks > 0 || missingDeadLetters > 0 ? Problem.LOST : Problem.MISCOUNTED,
          range.from,
          range.to,
          String.format(
              "the ledger counts %d tasks and %d dead letters, %d and %d came out%s; the source no longer"
                  + " holds the records that would tell which",
              row.dispatched(),
              row.deadLettered(),
              range.tasks,
              range.deadLetters,
              range.contradiction.map(text -> " (" + text + ")").orElse("")));
    }
  }

  private void find(Problem problem, long from, long to, String detail) {
    findings.accept(
        new Finding(problem, partition.topic(), partition.partition(), from, to, detail));
  }
}
