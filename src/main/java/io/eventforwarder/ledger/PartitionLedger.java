// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.decode.Via;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What a subtask has consumed of one partition since the last row. */
public final class PartitionLedger {

  private static final long NO_TIMESTAMP = Long.MAX_VALUE;

  private final TopicPartition partition;
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();

  private long from;
  private long next;
  private long viaHeaders;
  private long viaValue;
  private long skipped;
  private long killSwitched;
  private long deadLettered;
  private long oldestTimestamp = NO_TIMESTAMP;
  private int askedHoles;

  /**
   * @param from the offset to go on from
   */
  PartitionLedger(TopicPartition partition, long from) {
    this.partition = partition;
    this.from = from;
    this.next = from;
  }

  PartitionLedger(LedgerEntry entry) {
    LedgerRow open = entry.open();
    partition = new TopicPartition(open.topic(), open.partition());
    from = open.from();
    next = open.to();
    viaHeaders = open.viaHeaders();
    viaValue = open.viaValue();
    skipped = open.skipped();
    killSwitched = open.killSwitched();
    deadLettered = open.deadLettered();
    oldestTimestamp = open.oldestTimestamp();
    gaps.addAll(open.gaps());
    holes.addAll(entry.holes());
  }

  TopicPartition partition() {
    return partition;
  }

  /** Behind the last record that was consumed. */
  long next() {
    return next;
  }

  // ---- Per record: first consumed, then one of the outcomes.

  /** Takes the record in. False if it leaves a hole behind the one before. */
  boolean consumed(long offset, long timestamp) {
    if (timestamp < oldestTimestamp) {
      oldestTimestamp = timestamp;
    }
    long expected = next;
    next = offset + 1;
    if (offset == expected) {
      return true;
    }
    holes.add(new Hole(expected, offset));
    return false;
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

  /** Skipped, too. */
  public void killSwitched() {
    skipped++;
    killSwitched++;
  }

  public void deadLettered() {
    deadLettered++;
  }

  // ---- Holes.

  boolean hasHoles() {
    return !holes.isEmpty();
  }

  /** The brokers are being asked about the holes that there are now. */
  void asked() {
    askedHoles = holes.size();
  }

  /**
   * Settles the holes that were there when the brokers were asked.
   *
   * @param firstOffset the first that they still held after the last of these holes was seen: a
   *     hole behind it was never more than a hole
   * @return the gaps among them
   */
  List<Gap> answered(long firstOffset) {
    List<Hole> asked = holes.subList(0, askedHoles);
    List<Gap> found =
        asked.stream()
            .filter(hole -> hole.from() < firstOffset)
            .map(hole -> new Gap(hole.from(), Math.min(hole.to(), firstOffset), GapCause.RETENTION))
            .toList();
    gaps.addAll(found);
    asked.clear();
    askedHoles = 0;
    return found;
  }

  // ---- Per checkpoint.

  /** True if there is something to tell and all of it is known. */
  boolean isReady() {
    return next > from && holes.isEmpty();
  }

  /** What there is to tell; it starts anew behind that. */
  LedgerRow cut() {
    LedgerRow row = open();
    from = next;
    viaHeaders = 0;
    viaValue = 0;
    skipped = 0;
    killSwitched = 0;
    deadLettered = 0;
    oldestTimestamp = NO_TIMESTAMP;
    gaps.clear();
    return row;
  }

  /** Goes on somewhere else, where nothing is known to be missing. */
  void moveTo(long offset) {
    from = offset;
    next = offset;
    holes.clear();
    askedHoles = 0;
  }

  LedgerEntry entry(long checkpoint) {
    return new LedgerEntry(open(), holes, checkpoint);
  }

  private LedgerRow open() {
    return new LedgerRow(
        partition.topic(),
        partition.partition(),
        from,
        next,
        viaHeaders,
        viaValue,
        skipped,
        killSwitched,
        deadLettered,
        oldestTimestamp,
        gaps);
  }
}
