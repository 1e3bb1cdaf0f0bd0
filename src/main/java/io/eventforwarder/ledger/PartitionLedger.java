// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.decode.Via;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * What a subtask has consumed of one partition since the last row.
 *
 * <p>At a checkpoint, a range without holes becomes a row. A range with holes is set aside until
 * the brokers have been asked whether they deleted records there, and becomes a row at a later
 * checkpoint. Records consumed meanwhile start a new range.
 */
public final class PartitionLedger {

  private final TopicPartition partition;

  private OpenRange current;

  /** The range whose holes the brokers are asked about, null if there is none. */
  private OpenRange asked;

  /**
   * @param from the offset to go on from
   */
  PartitionLedger(TopicPartition partition, long from) {
    this.partition = partition;
    this.current = new OpenRange(partition, from);
  }

  PartitionLedger(LedgerEntry entry) {
    this.current = new OpenRange(entry);
    this.partition = entry.open().source();
  }

  TopicPartition partition() {
    return partition;
  }

  /** The offset after the last record that was consumed. */
  long next() {
    return current.to();
  }

  // ---- Per record: first consumed, then one of the outcomes.

  void consumed(long offset, long timestamp) {
    current.consumed(offset, timestamp);
  }

  public void dispatched(Via via) {
    current.dispatched(via);
  }

  public void skipped() {
    current.skipped();
  }

  /** Also counts as skipped. */
  public void killSwitched() {
    current.killSwitched();
  }

  public void deadLettered() {
    current.deadLettered();
  }

  // ---- Per checkpoint.

  /** The rows whose offsets are all explained. */
  List<LedgerRow> cut() {
    List<LedgerRow> rows = new ArrayList<>();
    if (asked != null && !asked.hasHoles()) {
      rows.add(asked.row());
      asked = null;
    }
    if (asked == null && !current.isEmpty()) {
      if (current.hasHoles()) {
        asked = current;
      } else {
        rows.add(current.row());
      }
      current = new OpenRange(partition, current.to());
    }
    return rows;
  }

  /** Whether the brokers must be asked about holes. */
  boolean isInDoubt() {
    return asked != null && asked.hasHoles();
  }

  /** Adds the holes seen since the last question to the next one. */
  void widenQuestion() {
    asked.append(current);
    current = new OpenRange(partition, current.to());
  }

  /**
   * Answers the question about the holes.
   *
   * @param firstOffset the first offset that the brokers still held after the last hole was seen
   * @return the gaps among the holes
   */
  List<Gap> answered(long firstOffset) {
    return asked.settle(firstOffset);
  }

  /**
   * Goes on at an earlier offset, where nothing is known to be missing.
   *
   * @return the row of what was consumed before, null if there is none
   */
  LedgerRow moveTo(long offset) {
    LedgerRow row = entry(0).open();
    asked = null;
    current = new OpenRange(partition, offset);
    return row.counts().records() > 0 ? row : null;
  }

  /** Everything that is not in a row yet. */
  LedgerEntry entry(long checkpoint) {
    OpenRange all =
        new OpenRange(
            partition,
            asked == null ? current.row().offsets().from() : asked.row().offsets().from());
    if (asked != null) {
      all.append(asked);
    }
    all.append(current);
    return new LedgerEntry(all.row(), all.holes(), checkpoint);
  }
}
