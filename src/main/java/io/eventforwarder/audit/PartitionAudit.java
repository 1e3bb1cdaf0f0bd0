// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.audit.Evidence.Obstacle;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRow.Counts;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The proof for one source partition. Rows come in their order; output comes in any order, before
 * or after its row. Keeps the ranges that are not proven and a bit for each output of these, and
 * the same of the last {@value #WINDOW} offsets that are proven, to detect duplicates.
 *
 * <p>Where rows overlap, the job was started before the end of its ledger. Then the later row holds
 * for its offsets.
 */
final class PartitionAudit {

  /** Output of one range is in several partitions, which are not read evenly. */
  private static final long WINDOW = 1 << 20;

  private static final long NONE = -1;

  private static final Obstacle TOO_NEW =
      new Obstacle(Verdict.PENDING, "the row is too new to be judged", false);

  private final TopicPartition partition;
  private final Consumer<Finding> findings;
  private final Segments segments;
  private final Outputs outputs = new Outputs();
  private final TreeMap<Long, AuditedRange> ranges = new TreeMap<>();
  private final Queue<AuditedRange> proven = new ArrayDeque<>();
  private final OffsetSet doubled = new OffsetSet();
  private final Tail tail;

  private long start = NONE;
  private long next = NONE;
  private long provenOffsets;
  private PartitionTotals judged;

  /** Whether the brokers may have deleted rows after {@link #next} before they were read. */
  private boolean lacksRows;

  private long nextBeforePass = NONE;

  /**
   * @param patience how long a row may come after its output
   */
  PartitionAudit(TopicPartition partition, Duration patience, Consumer<Finding> findings) {
    this.partition = partition;
    this.tail = new Tail(patience);
    this.findings = findings;
    this.segments = new Segments(partition);
    this.judged = new PartitionTotals(partition, OffsetRange.NONE, 0, Counts.NONE, 0);
  }

  /** The sums of all rows that hold. */
  PartitionTotals totals() {
    PartitionTotals totals = judged;
    for (AuditedRange range : ranges.values()) {
      totals = totals.plus(range);
    }
    return totals;
  }

  /** Ranges that are not proven. */
  int open() {
    return ranges.size() - proven.size();
  }

  /** Ranges that are kept. */
  int ranges() {
    return ranges.size();
  }

  // ---- Ledger.

  /** Earlier rows, which are not judged, end here. */
  void startAt(long offset) {
    start = offset;
    next = offset;
    lacksRows = false;
  }

  /** The brokers may have deleted rows that follow those read before this pass. */
  void lackRows() {
    lacksRows = true;
  }

  /**
   * @param isSettled whether all its output is read by the end of this pass
   */
  void row(LedgerRowJson.Parsed parsed, boolean isSettled) {
    LedgerRow row = parsed.row();
    if (next == NONE) {
      startAt(row.offsets().from());
    }
    for (OffsetRange gap : row.gaps()) {
      find(
          Verdict.GAP,
          gap,
          gap.length(),
          gap.length() + " offsets were deleted before they were read");
    }
    if (row.offsets().from() < next) {
      overlap(parsed, isSettled);
    } else {
      add(new AuditedRange(new OffsetRange(next, row.offsets().from()), null, isSettled));
      add(new AuditedRange(row.offsets(), parsed, isSettled));
    }
    next = Math.max(next, row.offsets().to());
  }

  /** Replaces what earlier rows say, except about offsets that have been judged by them. */
  private void overlap(LedgerRowJson.Parsed parsed, boolean isSettled) {
    OffsetRange whole = parsed.row().offsets();
    start = Math.min(start, whole.from());
    List<OffsetRange> open = new ArrayList<>();
    for (AuditedRange earlier : List.copyOf(ranges.values())) {
      OffsetRange both = earlier.offsets.intersection(whole);
      if (!both.isEmpty()) {
        ranges.remove(earlier.offsets.from());
        add(earlier.part(new OffsetRange(earlier.offsets.from(), both.from())));
        add(earlier.part(new OffsetRange(both.to(), earlier.offsets.to())));
        open.add(both);
      }
    }
    open.add(new OffsetRange(next, whole.to()));
    boolean isJudged = open.stream().mapToLong(OffsetRange::length).sum() < whole.length();
    for (OffsetRange offsets : isJudged ? open : List.of(whole)) {
      add(new AuditedRange(offsets, parsed, isSettled));
    }
  }

  private void add(AuditedRange range) {
    if (range.offsets.isEmpty()) {
      return;
    }
    for (Outputs.Kind kind : Outputs.Kind.values()) {
      range.count(kind, outputs.count(kind, range.offsets));
    }
    ranges.put(range.offsets.from(), range);
    noteIfProven(range);
  }

  // ---- Output.

  /**
   * @param offset of the source record
   * @param where the output is
   */
  void output(Outputs.Kind kind, long offset, Coordinates where) {
    Outputs.Kind first = outputs.at(offset);
    AuditedRange range = rangeOf(offset);
    if (first != null) {
      duplicated(offset, "it has a " + first + " already, and also the " + kind + " " + where);
    } else if (range == null && start <= offset && offset < next) {
      duplicated(offset, "all output of its range is there, and also the " + kind + " " + where);
    } else {
      outputs.add(kind, offset);
      if (range != null) {
        range.count(kind, 1);
        noteIfProven(range);
      }
    }
  }

  private void duplicated(long offset, String detail) {
    doubled.add(offset);
    find(Verdict.DUPLICATED, OffsetRange.of(offset), 1, detail);
  }

  private AuditedRange rangeOf(long offset) {
    Map.Entry<Long, AuditedRange> entry = ranges.floorEntry(offset);
    return entry != null && entry.getValue().offsets.contains(offset) ? entry.getValue() : null;
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
      // Another row may have replaced it.
      if (oldest.isProven() && ranges.remove(oldest.offsets.from(), oldest)) {
        settle(oldest, Verdict.PROVEN, "");
      }
    }
  }

  // ---- Passes.

  /** All output of the rows that are known so far will have been read by the end of this pass. */
  void startPass() {
    ranges.values().forEach(range -> range.isSettled = true);
    nextBeforePass = next;
  }

  /** Judges what is settled. */
  void endPass(Evidence evidence, SourceCheck source) {
    proven.clear();
    provenOffsets = 0;
    ranges.values().removeIf(range -> judge(range, evidence, source));
    ranges.values().forEach(this::noteIfProven);
    lacksRows &= next == nextBeforePass;
  }

  /** Returns false if the range can be judged later only. */
  private boolean judge(AuditedRange range, Evidence evidence, SourceCheck source) {
    if (range.row == null && lacksRows) {
      settle(range, Verdict.NOT_PROVABLE, "the ledger no longer has the rows of these offsets");
    } else if (range.row == null) {
      unaccounted(range.offsets, "the ledger has no row for these offsets");
      outputs.remove(range.offsets);
    } else if (!range.isSettled) {
      return false;
    } else if (range.isProven()) {
      settle(range, Verdict.PROVEN, "");
    } else {
      Optional<Obstacle> obstacle = obstacle(range, evidence);
      if (obstacle.isPresent() && !obstacle.get().isLasting()) {
        return false;
      } else if (obstacle.isPresent()) {
        settle(range, Verdict.NOT_PROVABLE, obstacle.get().cause());
      } else {
        examine(range, source);
      }
    }
    return true;
  }

  private void examine(AuditedRange range, SourceCheck source) {
    Examination examination = new Examination(partition, range, outputs, findings);
    long proven = source.examine(partition, range.offsets, examination);
    if (proven > 0) {
      segments.add(Verdict.PROVEN, range.offsets, proven, "");
    }
    forget(range);
  }

  private Optional<Obstacle> obstacle(AuditedRange range, Evidence evidence) {
    return Stream.of(Outputs.Kind.values())
        .filter(kind -> range.isPart() || range.missing(kind) > 0)
        .flatMap(kind -> evidence.obstacle(partition, range, kind).stream())
        .findFirst();
  }

  /** Nothing more will be said about a range. The caller removes it from the ranges. */
  private void settle(AuditedRange range, Verdict verdict, String detail) {
    segments.add(verdict, range.offsets, range.records(), detail);
    forget(range);
  }

  private void forget(AuditedRange range) {
    judged = judged.plus(range);
    outputs.remove(range.offsets);
  }

  // ---- Offsets without a row.

  /**
   * Removes output before the first row, which no row that is judged can count.
   *
   * @param isFault whether that was the first row of all
   */
  void removeBeforeStart(boolean isFault) {
    OffsetRange before = new OffsetRange(Math.max(0, outputs.first()), start);
    if (isFault && outputs.count(before) > 0) {
      unaccounted(before, "the ledger begins at offset " + start);
    }
    outputs.remove(before);
  }

  /**
   * Reports offsets that should have had a row by now.
   *
   * @param committed what the consumer group has committed, -1 if that says nothing
   * @param outputCounts whether output that is visible must have a row soon
   */
  void reportTail(long committed, boolean outputCounts) {
    if (lacksRows) {
      return;
    }
    long produced = outputCounts ? outputs.last() + 1 : 0;
    // What was committed before the job had its first row may be another program's.
    long consumed = start == NONE ? produced : Math.max(committed, produced);
    tail.overdue(Math.max(next, 0), consumed)
        .ifPresent(
            late ->
                unaccounted(
                    late,
                    next == NONE ? "the ledger has no rows" : "the ledger ends at offset " + next));
  }

  /** Whether a later pass may find rows that this one has missed. */
  boolean hasTail() {
    return tail.isAwaited() && !lacksRows;
  }

  private void unaccounted(OffsetRange offsets, String cause) {
    find(
        Verdict.UNACCOUNTED,
        offsets,
        offsets.length(),
        "%s; they have %d tasks and %d dead letters"
            .formatted(
                cause,
                outputs.count(Outputs.Kind.TASK, offsets),
                outputs.count(Outputs.Kind.DEAD_LETTER, offsets)));
  }

  private void find(Verdict verdict, OffsetRange offsets, long records, String detail) {
    findings.accept(new Finding(verdict, partition, offsets, records, detail));
  }

  // ---- Report.

  /** The offset after the last row or finding, or after the last output if rows are missing. */
  long end() {
    return Math.max(next == NONE && lacksRows ? outputs.last() + 1 : next, tail.reported());
  }

  /** The first offset of the first row; -1 if there is none. */
  long start() {
    return start;
  }

  /** What is not a finding, in ranges. A finding's offsets may be within a range. */
  Segments report(Evidence evidence) {
    Segments all = new Segments(partition);
    segments.stream()
        .forEach(
            one ->
                all.add(
                    one.verdict(),
                    one.offsets(),
                    one.records() - doubled.count(one.offsets()),
                    one.detail()));
    for (AuditedRange range : ranges.values()) {
      Obstacle obstacle =
          range.isSettled && range.row != null
              ? obstacle(range, evidence).orElse(TOO_NEW)
              : TOO_NEW;
      all.add(obstacle.verdict(), range.offsets, range.records(), obstacle.cause());
    }
    return all;
  }
}
