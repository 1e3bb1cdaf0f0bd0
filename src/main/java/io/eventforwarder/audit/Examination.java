// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Compares the source records of one range, in order, with their output and with the ledger. */
final class Examination {

  private final TopicPartition partition;
  private final AuditedRange range;
  private final Outputs outputs;
  private final Consumer<Finding> findings;

  private long next;
  private long records;
  private long expectedTasks;
  private long expectedDeadLetters;
  private long lost;
  private long unwanted;

  /** Offsets of records that should have a task and have none, if a kill switch may be why. */
  private final List<Long> maybeDropped = new ArrayList<>();

  Examination(
      TopicPartition partition, AuditedRange range, Outputs outputs, Consumer<Finding> findings) {
    this.partition = partition;
    this.range = range;
    this.outputs = outputs;
    this.findings = findings;
    this.next = range.offsets.from();
  }

  /** Adds the record at an offset. Returns true. */
  boolean visit(long offset, Redecoded redecoded) {
    OffsetRange here = OffsetRange.of(offset);
    if (records > 0) {
      reportOutputWithoutRecord(new OffsetRange(next, here.from()));
    }
    next = here.to();
    records++;
    Outputs.Kind output = outputs.at(offset);
    if (redecoded.isSkip()) {
      if (output != null) {
        unwanted++;
        find(Verdict.UNACCOUNTED, here, 1, "its record needs no task, but has a " + output);
      }
    } else if (output != null) {
      // The output counts, since the job may have had another configuration.
      expect(output, 1);
    } else if (redecoded.isTask() && range.row.counts().killSwitched() > 0) {
      maybeDropped.add(offset);
    } else if (redecoded.isTask()) {
      lost(Outputs.Kind.TASK, here, 1, "its task is in no task topic");
    } else {
      lost(Outputs.Kind.DEAD_LETTER, here, 1, "its dead letter is not in the dead-letter topic");
    }
    return true;
  }

  private void reportOutputWithoutRecord(OffsetRange offsets) {
    long count = outputs.count(offsets);
    if (count > 0) {
      find(
          Verdict.UNACCOUNTED,
          offsets,
          count,
          count + " tasks or dead letters of offsets that have no record");
    }
  }

  private void expect(Outputs.Kind kind, long count) {
    if (kind == Outputs.Kind.TASK) {
      expectedTasks += count;
    } else {
      expectedDeadLetters += count;
    }
  }

  private void lost(Outputs.Kind kind, OffsetRange offsets, long count, String detail) {
    expect(kind, count);
    lost += count;
    // So that it is not reported again as missing.
    range.count(kind, count);
    find(Verdict.LOST, offsets, count, detail);
  }

  /**
   * @param isWhole whether the source topic still has the whole range
   * @return how many records have their output; 0 if the counts are wrong
   */
  long finish(boolean isWhole) {
    reportLostAmongDropped();
    if (!isWhole) {
      reportWithoutSource();
      return 0;
    }
    reportOutputWithoutRecord(new OffsetRange(next, range.offsets.to()));
    return isMiscounted() ? 0 : records - lost - unwanted;
  }

  /** The ledger counts the tasks that a kill switch dropped, but does not name them. */
  private void reportLostAmongDropped() {
    int candidates = maybeDropped.size();
    long dropped = range.row.counts().killSwitched();
    if (candidates > dropped) {
      lost(
          Outputs.Kind.TASK,
          new OffsetRange(maybeDropped.get(0), maybeDropped.get(candidates - 1) + 1),
          candidates - dropped,
          "%d records have no task; a kill switch dropped %d of them, %d are lost"
              .formatted(candidates, dropped, candidates - dropped));
    }
  }

  private boolean isMiscounted() {
    LedgerRow row = range.row;
    if (range.isPart()
        || row.counts().dispatched() == expectedTasks
            && row.counts().deadLettered() == expectedDeadLetters
            && row.counts().records() == records
            && range.contradiction().isEmpty()) {
      return false;
    }
    find(
        Verdict.MISCOUNTED,
        range.offsets,
        records,
        "the ledger counts %d tasks, %d skipped and %d dead letters; the source holds %d, %d and %d%s"
            .formatted(
                row.counts().dispatched(),
                row.counts().skipped(),
                row.counts().deadLettered(),
                expectedTasks,
                records - expectedTasks - expectedDeadLetters,
                expectedDeadLetters,
                range.contradiction()));
    return true;
  }

  /** Without all records, only the numbers can be compared. */
  private void reportWithoutSource() {
    LedgerRow row = range.row;
    if (range.isPart()) {
      find(
          Verdict.NOT_PROVABLE,
          range.offsets,
          range.offsets.length(),
          "rows overlap here, and the source no longer has the records that could say which holds");
      return;
    }
    long missingTasks = range.missing(Outputs.Kind.TASK);
    long missingDeadLetters = range.missing(Outputs.Kind.DEAD_LETTER);
    if (missingTasks != 0 || missingDeadLetters != 0 || !range.contradiction().isEmpty()) {
      find(
          missingTasks > 0 || missingDeadLetters > 0 ? Verdict.LOST : Verdict.MISCOUNTED,
          range.offsets,
          Math.max(1, Math.max(missingTasks, 0) + Math.max(missingDeadLetters, 0)),
          ("the ledger counts %d tasks and %d dead letters, but %d and %d exist or are named as lost%s;"
                  + " the source no longer has the records that could say which")
              .formatted(
                  row.counts().dispatched(),
                  row.counts().deadLettered(),
                  row.counts().dispatched() - missingTasks,
                  row.counts().deadLettered() - missingDeadLetters,
                  range.contradiction()));
    }
  }

  private void find(Verdict verdict, OffsetRange offsets, long count, String detail) {
    findings.accept(new Finding(verdict, partition, offsets, count, detail));
  }
}
