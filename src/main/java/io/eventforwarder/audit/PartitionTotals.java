// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

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

  /** Adds the row of a range, if it has one. Of a part, only the offsets are known. */
  PartitionTotals plus(AuditedRange range) {
    if (range.row == null) {
      return this;
    }
    return new PartitionTotals(
        partition,
        rows == 0 ? range.offsets : offsets.span(range.offsets),
        rows + 1,
        range.isPart() ? outcomes : outcomes.plus(range.row.counts()),
        range.isPart() ? gapOffsets : gapOffsets + range.row.gapLength());
  }

  /** Offsets without a record that consumers receive: transaction markers, aborted records. */
  public long withoutRecord() {
    return offsets.length() - outcomes.records() - gapOffsets;
  }
}
