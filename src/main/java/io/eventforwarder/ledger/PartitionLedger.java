// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.decode.Via;
import io.eventforwarder.source.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * What a subtask has consumed of one partition since the last row.
 *
 * <p>At a checkpoint, a range without holes becomes a row. A range with holes is set aside until
 * the brokers report whether they deleted records there, and becomes a row at a later checkpoint.
 * Records that are consumed meanwhile start a new range.
 */
public final class PartitionLedger {

  private final TopicPartition partition;

  /** Rows that the next checkpoint emits. */
  private final List<LedgerRow> settled = new ArrayList<>();

  /** The range with holes that was set aside, null if there is none. */
  private LedgerEntry inDoubt;

  // ---- The current range. Plain fields, because they change with each record.

  private final List<OffsetRange> holes = new ArrayList<>();
  private long from;
  private long to;
  private long viaHeaders;
  private long viaValue;
  private long skipped;
  private long killSwitched;
  private long deadLettered;
  private long oldestTimestamp;

  PartitionLedger(LedgerEntry start) {
    partition = start.open().source();
    continueFrom(start);
  }

  private void continueFrom(LedgerEntry entry) {
    LedgerRow open = entry.open();
    from = open.offsets().from();
    to = open.offsets().to();
    viaHeaders = open.counts().viaHeaders();
    viaValue = open.counts().viaValue();
    skipped = open.counts().skipped();
    killSwitched = open.counts().killSwitched();
    deadLettered = open.counts().deadLettered();
    oldestTimestamp = open.oldestTimestamp();
    holes.clear();
    holes.addAll(entry.holes());
  }

  private LedgerEntry current(long checkpoint) {
    LedgerRow.Counts counts =
        new LedgerRow.Counts(viaHeaders, viaValue, skipped, killSwitched, deadLettered);
    return new LedgerEntry(
        new LedgerRow(partition, new OffsetRange(from, to), counts, oldestTimestamp, List.of()),
        holes,
        checkpoint);
  }

  TopicPartition partition() {
    return partition;
  }

  /** The offset after the last record that was consumed. */
  long next() {
    return to;
  }

  // ---- Per record: first consumed, then one of the outcomes.

  void consumed(long offset, long timestamp) {
    if (to == from) {
      // A record from the future is written with the current time, which is not earlier than now.
      oldestTimestamp = System.currentTimeMillis();
    }
    oldestTimestamp = Math.min(oldestTimestamp, timestamp);
    if (offset != to) {
      holes.add(new OffsetRange(to, offset));
    }
    to = offset + 1;
  }

  public void dispatched(Via via) {
    if (via == Via.HEADERS) {
      viaHeaders++;
    } else {
      viaValue++;
    }
  }

  public void skipped() {
    skipped++;
  }

  /** Also counts as skipped. */
  public void killSwitched() {
    skipped++;
    killSwitched++;
  }

  public void deadLettered() {
    deadLettered++;
  }

  // ---- Per checkpoint.

  /** The rows whose offsets are all explained. */
  List<LedgerRow> cut() {
    if (inDoubt == null && to > from) {
      inDoubt = current(0);
      continueFrom(LedgerEntry.startingAt(partition, to));
      if (inDoubt.holes().isEmpty()) {
        settle(0);
      }
    }
    List<LedgerRow> rows = List.copyOf(settled);
    settled.clear();
    return rows;
  }

  /** Whether a range waits for the brokers to explain its holes. */
  boolean isInDoubt() {
    return inDoubt != null;
  }

  /** Adds the holes seen since to the range in doubt. */
  void widenDoubt() {
    inDoubt = inDoubt.plus(current(0));
    continueFrom(LedgerEntry.startingAt(partition, to));
  }

  /**
   * Makes the range in doubt a row.
   *
   * @param firstOffset the first offset that the brokers still held after the last hole was seen
   * @return the gaps among the holes
   */
  List<OffsetRange> settle(long firstOffset) {
    OffsetRange deleted = new OffsetRange(0, firstOffset);
    List<OffsetRange> gaps =
        inDoubt.holes().stream()
            .map(hole -> hole.intersection(deleted))
            .filter(gap -> !gap.isEmpty())
            .toList();
    settled.add(inDoubt.open().withGaps(gaps));
    inDoubt = null;
    return gaps;
  }

  /** Continues at an earlier offset. What was consumed before becomes a row without gaps. */
  void moveTo(long offset) {
    LedgerRow before = entry(0).open();
    if (before.counts().records() > 0) {
      settled.add(before);
    }
    inDoubt = null;
    continueFrom(LedgerEntry.startingAt(partition, offset));
  }

  /** Everything that is not in a row yet. */
  LedgerEntry entry(long checkpoint) {
    LedgerEntry current = current(checkpoint);
    return inDoubt == null ? current : inDoubt.plus(current);
  }
}
