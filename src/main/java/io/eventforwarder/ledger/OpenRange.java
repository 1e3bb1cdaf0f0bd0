// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.decode.Via;
import io.eventforwarder.source.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Outcomes of consecutive offsets of one partition that are not in a ledger row yet. */
final class OpenRange {

  private final TopicPartition partition;
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();

  private final long from;
  private long to;
  private long viaHeaders;
  private long viaValue;
  private long skipped;
  private long killSwitched;
  private long deadLettered;
  private long oldestTimestamp = Long.MAX_VALUE;

  OpenRange(TopicPartition partition, long from) {
    this.partition = partition;
    this.from = from;
    this.to = from;
  }

  OpenRange(LedgerEntry entry) {
    this(entry.open().source(), entry.open().offsets().from());
    add(entry.open());
    holes.addAll(entry.holes());
  }

  private void add(LedgerRow row) {
    to = row.offsets().to();
    viaHeaders += row.counts().viaHeaders();
    viaValue += row.counts().viaValue();
    skipped += row.counts().skipped();
    killSwitched += row.counts().killSwitched();
    deadLettered += row.counts().deadLettered();
    oldestTimestamp = Math.min(oldestTimestamp, row.oldestTimestamp());
    gaps.addAll(row.gaps());
  }

  /** Appends the range that follows this one. */
  void append(OpenRange next) {
    add(next.row());
    holes.addAll(next.holes);
  }

  /** The offset after the last record. */
  long to() {
    return to;
  }

  boolean isEmpty() {
    return to == from;
  }

  boolean hasHoles() {
    return !holes.isEmpty();
  }

  List<Hole> holes() {
    return holes;
  }

  /** Adds a record, whose outcome follows. */
  void consumed(long offset, long timestamp) {
    if (isEmpty()) {
      // A record from the future is written with the current time, which is not earlier than now.
      oldestTimestamp = System.currentTimeMillis();
    }
    if (timestamp < oldestTimestamp) {
      oldestTimestamp = timestamp;
    }
    if (offset != to) {
      holes.add(new Hole(to, offset));
    }
    to = offset + 1;
  }

  void dispatched(Via via) {
    if (via == Via.HEADERS) {
      viaHeaders++;
    } else {
      viaValue++;
    }
  }

  void skipped() {
    skipped++;
  }

  void killSwitched() {
    skipped++;
    killSwitched++;
  }

  void deadLettered() {
    deadLettered++;
  }

  /**
   * Decides which holes are gaps. None is a hole afterwards.
   *
   * @param firstOffset the first offset that the brokers still held after the last hole was seen
   * @return the gaps among the holes
   */
  List<Gap> settle(long firstOffset) {
    List<Gap> found =
        holes.stream()
            .filter(hole -> hole.from() < firstOffset)
            .map(hole -> new Gap(hole.from(), Math.min(hole.to(), firstOffset), GapCause.RETENTION))
            .toList();
    gaps.addAll(found);
    holes.clear();
    return found;
  }

  LedgerRow row() {
    return new LedgerRow(
        partition,
        new OffsetRange(from, to),
        new LedgerRow.Counts(viaHeaders, viaValue, skipped, killSwitched, deadLettered),
        oldestTimestamp,
        gaps);
  }
}
