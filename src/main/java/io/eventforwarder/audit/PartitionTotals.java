// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRow.Counts;
import io.eventforwarder.source.OffsetRange;
import org.apache.kafka.common.TopicPartition;

/**
 * The sums of the ledger rows of one source partition.
 *
 * @param offsets from the start of the first row to the end of the last
 */
public record PartitionTotals(
    TopicPartition partition, OffsetRange offsets, long rows, Counts outcomes, long gapOffsets) {

  static PartitionTotals none(TopicPartition partition) {
    return new PartitionTotals(partition, OffsetRange.NONE, 0, Counts.NONE, 0);
  }

  /** Counts the row of a range, if it is a row's. Of a part, only the offsets are known. */
  PartitionTotals plus(AuditedRange range) {
    LedgerRow row = range.row;
    if (row == null) {
      return this;
    }
    OffsetRange added = range.offsets;
    if (range.isPart()) {
      return new PartitionTotals(
          partition, rows == 0 ? added : offsets.span(added), rows + 1, outcomes, gapOffsets);
    }
    return new PartitionTotals(
        partition,
        rows == 0 ? added : offsets.span(added),
        rows + 1,
        outcomes.plus(row.counts()),
        gapOffsets + row.gapLength());
  }

  public long records() {
    return outcomes.records();
  }

  /** Offsets without a record that consumers receive: transaction markers, aborted records. */
  public long withoutRecord() {
    return offsets.length() - records() - gapOffsets;
  }
}
