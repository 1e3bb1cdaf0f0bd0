// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Compares the source records of one range, in order, with their output and with the ledger. */
final class Examination implements TopicReader.Visitor {

  private final TopicPartition partition;
  private final AuditedRange range;
  private final Outputs outputs;
  private final Redecoder decoder;
  private final Consumer<Finding> findings;

  private long next;
  private long records;
  private long expectedTasks;
  private long expectedDeadLetters;
  private long lostTasks;
  private long lostDeadLetters;

  /** Offsets of records that should have a task and have none, if a kill switch may be why. */
  private final List<Long> maybeDropped = new ArrayList<>();

  Examination(
      TopicPartition partition,
      AuditedRange range,
      Outputs outputs,
      Redecoder decoder,
      Consumer<Finding> findings) {
    this.partition = partition;
    this.range = range;
    this.outputs = outputs;
    this.decoder = decoder;
    this.findings = findings;
    this.next = range.offsets.from();
  }

  @Override
  public boolean visit(ConsumerRecord<byte[], byte[]> record) {
    OffsetRange here = OffsetRange.of(record.offset());
    if (records > 0) {
      reportOutputWithoutRecord(new OffsetRange(next, here.from()));
    }
    next = here.to();
    records++;
    Redecoded redecoded = decoder.decode(SourceRecord.of(record));
    OutputKind output = outputs.at(here.from());
    if (redecoded.isSkip()) {
      if (output != null) {
        find(Problem.UNACCOUNTED, here, "its record needs no task, but has a " + output);
      }
    } else if (output != null) {
      // The output counts, since the job may have had another configuration.
      expect(output, 1);
    } else if (redecoded.isTask() && range.row.killSwitched() > 0) {
      maybeDropped.add(here.from());
    } else if (redecoded.isTask()) {
      lost(OutputKind.TASK, here, 1, "its task is in no task topic");
    } else {
      lost(OutputKind.DEAD_LETTER, here, 1, "its dead letter is not in the dead-letter topic");
    }
    return true;
  }

  private void reportOutputWithoutRecord(OffsetRange offsets) {
    long count = outputs.count(offsets);
    if (count > 0) {
      find(
          Problem.UNACCOUNTED,
          offsets,
          count + " tasks or dead letters of offsets that have no record");
    }
  }

  private void expect(OutputKind kind, long count) {
    if (kind == OutputKind.TASK) {
      expectedTasks += count;
    } else {
      expectedDeadLetters += count;
    }
  }

  private void lost(OutputKind kind, OffsetRange offsets, long count, String detail) {
    expect(kind, count);
    if (kind == OutputKind.TASK) {
      lostTasks += count;
    } else {
      lostDeadLetters += count;
    }
    find(Problem.LOST, offsets, detail);
  }

  /**
   * @param isWhole whether the source topic still has the whole range
   */
  void finish(boolean isWhole) {
    reportLostAmongDropped();
    if (isWhole) {
      reportOutputWithoutRecord(new OffsetRange(next, range.offsets.to()));
      reportMiscount();
    } else {
      reportMissing();
    }
  }

  /** The ledger counts the tasks that a kill switch dropped, but does not name them. */
  private void reportLostAmongDropped() {
    int candidates = maybeDropped.size();
    long dropped = range.row.killSwitched();
    if (candidates > dropped) {
      lost(
          OutputKind.TASK,
          OffsetRange.of(maybeDropped.get(0))
              .span(OffsetRange.of(maybeDropped.get(candidates - 1))),
          candidates - dropped,
          "%d records have no task; a kill switch dropped %d of them, %d are lost"
              .formatted(candidates, dropped, candidates - dropped));
    }
  }

  private void reportMiscount() {
    LedgerRow row = range.row;
    if (row.dispatched() != expectedTasks
        || row.deadLettered() != expectedDeadLetters
        || row.records() != records
        || !range.contradiction.isEmpty()) {
      find(
          Problem.MISCOUNTED,
          range.offsets,
          "the ledger counts %d tasks, %d skipped and %d dead letters; the source holds %d, %d and %d%s"
              .formatted(
                  row.dispatched(),
                  row.skipped(),
                  row.deadLettered(),
                  expectedTasks,
                  records - expectedTasks - expectedDeadLetters,
                  expectedDeadLetters,
                  contradiction()));
    }
  }

  /** Without all records, only the numbers can be compared. */
  private void reportMissing() {
    LedgerRow row = range.row;
    long missingTasks = row.dispatched() - range.tasks - lostTasks;
    long missingDeadLetters = row.deadLettered() - range.deadLetters - lostDeadLetters;
    if (missingTasks != 0 || missingDeadLetters != 0 || !range.contradiction.isEmpty()) {
      find(
          missingTasks > 0 || missingDeadLetters > 0 ? Problem.LOST : Problem.MISCOUNTED,
          range.offsets,
          ("the ledger counts %d tasks and %d dead letters, but %d and %d exist%s; the source no longer"
                  + " has the records that could say which")
              .formatted(
                  row.dispatched(),
                  row.deadLettered(),
                  range.tasks,
                  range.deadLetters,
                  contradiction()));
    }
  }

  private String contradiction() {
    return range.contradiction.isEmpty() ? "" : " (" + range.contradiction + ")";
  }

  private void find(Problem problem, OffsetRange offsets, String detail) {
    findings.accept(new Finding(problem, partition, offsets, detail));
  }
}
