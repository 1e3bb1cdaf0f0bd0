// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.Gap;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.Coordinates;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The proof for one source partition. Rows come in their order; output in any order, before or
 * after its row. Holds the ranges that are not proven, a bit for each output of these, and of those
 * that are proven the last {@value #WINDOW} offsets.
 */
final class PartitionAudit {

  /** Output of one range comes from several partitions, which are not read evenly. */
  private static final long WINDOW = 1 << 20;

  private static final long NONE = -1;

  private final TopicPartition partition;
  private final boolean isGated;
  private final Consumer<Finding> findings;
  private final PartitionTotals totals;
  private final OffsetSet tasks = new OffsetSet();
  private final OffsetSet deadLetters = new OffsetSet();
  private final TreeMap<Long, AuditedRange> ranges = new TreeMap<>();
  private final Queue<AuditedRange> proven = new ArrayDeque<>();

  private long start = NONE;
  private long next = NONE;
  private long provenOffsets;
  private long tailSeen = NONE;
  private long tailReported = NONE;
  private AuditedRange last;

  /**
   * @param isGated whether rows come out only when their whole range has passed a gate
   */
  PartitionAudit(TopicPartition partition, boolean isGated, Consumer<Finding> findings) {
    this.partition = partition;
    this.isGated = isGated;
    this.findings = findings;
    this.totals = new PartitionTotals(partition.topic(), partition.partition());
  }

  PartitionTotals totals() {
    return totals;
  }

  /** Ranges that are not proven. */
  int open() {
    return ranges.size() - proven.size();
  }

  /** Ranges that were not settled in the last pass. */
  long unsettled() {
    return ranges.size();
  }

  // ---- Ledger.

  /**
   * @param where the row stands
   * @param isSettled whether all its output must be seen by the end of this pass
   */
  void row(LedgerRow row, Optional<String> contradiction, Coordinates where, boolean isSettled) {
    if (next == NONE) {
      start = row.from();
      next = row.from();
    }
    if (row.from() < next) {
      find(
          Problem.DUPLICATED,
          row.from(),
          Math.min(row.to(), next),
          "the ledger accounts for these offsets again in its row " + where);
      return;
    }
    if (row.from() > next) {
      add(AuditedRange.withoutRow(next, row.from()), isSettled);
    }
    totals.add(row);
    for (Gap gap : row.gaps()) {
      find(
          Problem.GAP,
          gap.from(),
          gap.to(),
          gap.length() + " offsets were gone before they were read: " + gap.cause());
    }
    add(AuditedRange.of(row, contradiction), isSettled);
  }

  private void add(AuditedRange range, boolean isSettled) {
    range.isSettled = isSettled;
    range.tasks = tasks.count(range.from, range.to);
    range.deadLetters = deadLetters.count(range.from, range.to);
    ranges.put(range.from, range);
    next = range.to;
    noteIfProven(range);
  }

  // ---- Output.

  /**
   * @param where the output stands
   */
  void output(OutputKind kind, long offset, Coordinates where) {
    if (tasks.contains(offset) || deadLetters.contains(offset)) {
      String first = tasks.contains(offset) ? "a task" : "a dead letter";
      find(offset, first + " came out before, and now " + kind + " " + where);
      return;
    }
    AuditedRange range = rangeOf(offset);
    if (range == null && start <= offset && offset < next) {
      find(offset, kind + " " + where + " came out when all of its range had come out before");
      return;
    }
    (kind == OutputKind.TASK ? tasks : deadLetters).add(offset);
    if (range != null) {
      range.count(kind);
      noteIfProven(range);
    }
  }

  private void find(long offset, String detail) {
    find(Problem.DUPLICATED, offset, offset + 1, detail);
  }

  private AuditedRange rangeOf(long offset) {
    if (last == null || !last.contains(offset)) {
      Map.Entry<Long, AuditedRange> entry = ranges.floorEntry(offset);
      last = entry != null && entry.getValue().contains(offset) ? entry.getValue() : null;
    }
    return last;
  }

  private void noteIfProven(AuditedRange range) {
    if (!range.isProven()) {
      return;
    }
    proven.add(range);
    provenOffsets += range.to - range.from;
    while (provenOffsets > WINDOW && proven.size() > 1) {
      AuditedRange oldest = proven.remove();
      provenOffsets -= oldest.to - oldest.from;
      if (oldest.isProven()) {
        forget(oldest);
      }
    }
  }

  private void forget(AuditedRange range) {
    ranges.remove(range.from);
    tasks.remove(range.from, range.to);
    deadLetters.remove(range.from, range.to);
    last = null;
  }

  // ---- Passes.

  /** All output of the rows that are known by now will have been seen by the end of this pass. */
  void startPass() {
    ranges.values().forEach(range -> range.isSettled = true);
  }

  /** Judges what is settled. */
  void endPass(SourceCheck source) {
    proven.clear();
    provenOffsets = 0;
    last = null;
    for (Iterator<AuditedRange> i = ranges.values().iterator(); i.hasNext(); ) {
      AuditedRange range = i.next();
      if (range.row == null) {
        reportWithoutOutput(range);
      } else if (!range.isSettled) {
        continue;
      } else if (!range.isProven()) {
        source.examine(partition, range, tasks, deadLetters, findings);
      }
      i.remove();
      tasks.remove(range.from, range.to);
      deadLetters.remove(range.from, range.to);
    }
    ranges.values().forEach(this::noteIfProven);
    reportBeforeStart();
    reportTail();
  }

  private void reportWithoutOutput(AuditedRange range) {
    find(
        Problem.UNACCOUNTED,
        range.from,
        range.to,
        "the ledger has no row for these offsets; " + cameOut(range.from, range.to));
  }

  private void reportBeforeStart() {
    long first = first(0);
    if (start != NONE && first != NONE && first < start) {
      find(
          Problem.UNACCOUNTED,
          first,
          start,
          "the ledger begins at offset " + start + "; " + cameOut(first, start));
      tasks.remove(first, start);
      deadLetters.remove(first, start);
    }
  }

  /** Output behind the last row, whose own row waits at the gate. */
  long pending() {
    return isGated
        ? tasks.count(Math.max(next, 0), Long.MAX_VALUE)
            + deadLetters.count(Math.max(next, 0), Long.MAX_VALUE)
        : 0;
  }

  /** True if output stands behind the last row, whose own row may just be late. */
  boolean hasTail() {
    return !isGated && first(Math.max(next, tailReported)) != NONE;
  }

  /** A row that is late is there in the next pass; what has no row then has none. */
  private void reportTail() {
    if (isGated) {
      return;
    }
    long from = first(Math.max(Math.max(next, 0), tailReported));
    if (from != NONE && from < tailSeen) {
      find(
          Problem.UNACCOUNTED,
          from,
          tailSeen,
          (next == NONE ? "the ledger has no rows" : "the ledger ends at offset " + next)
              + "; "
              + cameOut(from, tailSeen));
      tailReported = tailSeen;
    }
    tailSeen = Math.max(tasks.last(), deadLetters.last()) + 1;
  }

  private String cameOut(long from, long to) {
    return tasks.count(from, to)
        + " tasks and "
        + deadLetters.count(from, to)
        + " dead letters of them came out";
  }

  /** The first output at or behind an offset. */
  private long first(long from) {
    long task = tasks.next(Math.max(from, 0));
    long deadLetter = deadLetters.next(Math.max(from, 0));
    return task == NONE || (deadLetter != NONE && deadLetter < task) ? deadLetter : task;
  }

  private void find(Problem problem, long from, long to, String detail) {
    findings.accept(
        new Finding(problem, partition.topic(), partition.partition(), from, to, detail));
  }
}
