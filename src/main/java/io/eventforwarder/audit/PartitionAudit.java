// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.Gap;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The proof for one source partition. Rows come in their order; output comes in any order, before
 * or after its row. Keeps the ranges that are not proven and a bit for each output of these, and
 * the same of the last {@value #WINDOW} offsets that are proven, to detect duplicates.
 */
final class PartitionAudit {

  /** Output of one range is in several partitions, which are not read evenly. */
  private static final long WINDOW = 1 << 20;

  private static final long NONE = -1;

  private final TopicPartition partition;
  private final boolean isGated;
  private final boolean startsLate;
  private final Consumer<Finding> findings;
  private final Outputs outputs = new Outputs();
  private final TreeMap<Long, AuditedRange> ranges = new TreeMap<>();
  private final Queue<AuditedRange> proven = new ArrayDeque<>();

  private long start = NONE;
  private long next = NONE;
  private long provenOffsets;
  private long tailSeen = NONE;
  private long tailReported = NONE;
  private AuditedRange last;
  private PartitionTotals totals;

  /**
   * @param isGated whether a row is written only when its whole range has passed a gate
   * @param startsLate whether output before the first row is none of the audit's business
   */
  PartitionAudit(
      TopicPartition partition, boolean isGated, boolean startsLate, Consumer<Finding> findings) {
    this.partition = partition;
    this.isGated = isGated;
    this.startsLate = startsLate;
    this.findings = findings;
    this.totals = PartitionTotals.none(partition);
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
   * @param where the row is in the ledger
   * @param isSettled whether all its output is read by the end of this pass
   */
  void row(LedgerRowJson.Parsed parsed, Coordinates where, boolean isSettled) {
    LedgerRow row = parsed.row();
    if (next == NONE) {
      start = row.from();
      next = row.from();
    }
    if (row.from() < next) {
      find(
          Problem.DUPLICATED,
          new OffsetRange(row.from(), Math.min(row.to(), next)),
          "the ledger counts these offsets again in its row " + where);
      return;
    }
    if (row.from() > next) {
      add(new AuditedRange(new OffsetRange(next, row.from()), null), isSettled);
    }
    totals = totals.plus(row);
    for (Gap gap : row.gaps()) {
      find(
          Problem.GAP,
          new OffsetRange(gap.from(), gap.to()),
          gap.length() + " offsets were deleted before they were read: " + gap.cause());
    }
    add(new AuditedRange(new OffsetRange(row.from(), row.to()), parsed), isSettled);
  }

  private void add(AuditedRange range, boolean isSettled) {
    range.isSettled = isSettled;
    for (OutputKind kind : OutputKind.values()) {
      range.count(kind, outputs.count(kind, range.offsets));
    }
    ranges.put(range.offsets.from(), range);
    next = range.offsets.to();
    noteIfProven(range);
  }

  // ---- Output.

  /**
   * @param offset of the source record
   * @param where the output is
   */
  void output(OutputKind kind, long offset, Coordinates where) {
    OutputKind first = outputs.at(offset);
    AuditedRange range = rangeOf(offset);
    if (first != null) {
      find(
          Problem.DUPLICATED,
          OffsetRange.of(offset),
          "it has a " + first + " already, and also the " + kind + " " + where);
    } else if (range == null && start <= offset && offset < next) {
      find(
          Problem.DUPLICATED,
          OffsetRange.of(offset),
          "all output of its range is there, and also the " + kind + " " + where);
    } else {
      outputs.add(kind, offset);
      if (range != null) {
        range.count(kind, 1);
        noteIfProven(range);
      }
    }
  }

  private AuditedRange rangeOf(long offset) {
    if (last == null || !last.offsets.contains(offset)) {
      Map.Entry<Long, AuditedRange> entry = ranges.floorEntry(offset);
      last = entry != null && entry.getValue().offsets.contains(offset) ? entry.getValue() : null;
    }
    return last;
  }

  private void noteIfProven(AuditedRange range) {
    if (!range.isProven()) {
      return;
    }
    proven.add(range);
    provenOffsets += range.offsets.length();
    while (provenOffsets > WINDOW && proven.size() > 1) {
      AuditedRange oldest = proven.remove();
      provenOffsets -= oldest.offsets.length();
      if (oldest.isProven()) {
        ranges.remove(oldest.offsets.from());
        outputs.remove(oldest.offsets);
        last = null;
      }
    }
  }

  // ---- Passes.

  /** All output of the rows that are known so far will have been read by the end of this pass. */
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
        unaccounted(range.offsets, "the ledger has no row for these offsets");
      } else if (!range.isSettled) {
        continue;
      } else if (!range.isProven()) {
        source.examine(partition, range, outputs, findings);
      }
      i.remove();
      outputs.remove(range.offsets);
    }
    ranges.values().forEach(this::noteIfProven);
    reportBeforeStart();
    reportTail();
  }

  private void reportBeforeStart() {
    long first = outputs.next(0);
    if (start != NONE && first != NONE && first < start) {
      OffsetRange before = new OffsetRange(first, start);
      if (!startsLate) {
        unaccounted(before, "the ledger begins at offset " + start);
      }
      outputs.remove(before);
    }
  }

  /** False if output may be before the first row. */
  private boolean isAfterStart() {
    return next != NONE || !startsLate;
  }

  /** Output after the last row, whose own row waits at the gate. */
  long pending() {
    return isGated && isAfterStart()
        ? outputs.count(new OffsetRange(Math.max(next, 0), Long.MAX_VALUE))
        : 0;
  }

  /** True if there is output after the last row, whose own row may just be late. */
  boolean hasTail() {
    return !isGated && isAfterStart() && firstOfTail() != NONE;
  }

  /** A row that is late is there in the next pass; output that has no row then has none. */
  private void reportTail() {
    if (isGated || !isAfterStart()) {
      return;
    }
    long from = firstOfTail();
    if (from != NONE && from < tailSeen) {
      unaccounted(
          new OffsetRange(from, tailSeen),
          next == NONE ? "the ledger has no rows" : "the ledger ends at offset " + next);
      tailReported = tailSeen;
    }
    tailSeen = outputs.last() + 1;
  }

  private long firstOfTail() {
    return outputs.next(Math.max(0, Math.max(next, tailReported)));
  }

  private void unaccounted(OffsetRange offsets, String cause) {
    find(
        Problem.UNACCOUNTED,
        offsets,
        "%s; they have %d tasks and %d dead letters"
            .formatted(
                cause,
                outputs.count(OutputKind.TASK, offsets),
                outputs.count(OutputKind.DEAD_LETTER, offsets)));
  }

  private void find(Problem problem, OffsetRange offsets, String detail) {
    findings.accept(new Finding(problem, partition, offsets, detail));
  }
}
