// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.source.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a partition was consumed, as a checkpoint keeps it.
 *
 * @param open what is in no row of the ledger yet, mostly nothing; it ends at the next offset
 * @param holes offsets between two consecutive records. Transaction markers cause holes all the
 *     time; only the brokers know whether one is a gap
 * @param checkpoint the last checkpoint before which a subtask read the partition; of two entries
 *     the one with the later checkpoint has the right counts
 */
record LedgerEntry(LedgerRow open, List<OffsetRange> holes, long checkpoint) {

  LedgerEntry {
    Objects.requireNonNull(open);
    holes = List.copyOf(holes);
  }

  /** Nothing was consumed before an offset. */
  static LedgerEntry startingAt(TopicPartition partition, long offset) {
    return new LedgerEntry(
        new LedgerRow(
            partition,
            new OffsetRange(offset, offset),
            LedgerRow.Counts.NONE,
            Long.MAX_VALUE,
            List.of()),
        List.of(),
        0);
  }

  /** This entry and the one that follows it as one. */
  LedgerEntry plus(LedgerEntry next) {
    List<OffsetRange> allHoles = new ArrayList<>(holes);
    allHoles.addAll(next.holes);
    return new LedgerEntry(
        new LedgerRow(
            open.source(),
            open.offsets().span(next.open.offsets()),
            open.counts().plus(next.open.counts()),
            Math.min(open.oldestTimestamp(), next.open.oldestTimestamp()),
            List.of()),
        allHoles,
        next.checkpoint);
  }
}
