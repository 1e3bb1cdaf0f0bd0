// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.OffsetRange;
import org.apache.kafka.common.TopicPartition;

/**
 * The sums of the ledger rows of one source partition.
 *
 * @param offsets from the start of the first row to the end of the last
 */
public record PartitionTotals(
    TopicPartition partition, OffsetRange offsets, long rows, Outcomes outcomes, long gapOffsets) {

  /** How many records had each outcome. */
  public record Outcomes(long viaHeaders, long viaValue, long skipped, long deadLettered) {

    Outcomes plus(LedgerRow row) {
      return new Outcomes(
          viaHeaders + row.viaHeaders(),
          viaValue + row.viaValue(),
          skipped + row.skipped(),
          deadLettered + row.deadLettered());
    }
  }

  static PartitionTotals none(TopicPartition partition) {
    return new PartitionTotals(partition, OffsetRange.NONE, 0, new Outcomes(0, 0, 0, 0), 0);
  }

  PartitionTotals plus(LedgerRow row) {
    OffsetRange added = new OffsetRange(row.from(), row.to());
    return new PartitionTotals(
        partition,
        rows == 0 ? added : offsets.span(added),
        rows + 1,
        outcomes.plus(row),
        gapOffsets + row.gapLength());
  }

  public long records() {
    return outcomes.viaHeaders + outcomes.viaValue + outcomes.skipped + outcomes.deadLettered;
  }

  /** Offsets without a record that consumers receive: transaction markers, aborted records. */
  public long withoutRecord() {
    return offsets.length() - records() - gapOffsets;
  }
}
