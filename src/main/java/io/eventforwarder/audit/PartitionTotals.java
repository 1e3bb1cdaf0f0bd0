// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.LedgerRow;

/** The sums of the ledger rows of one source partition. */
public final class PartitionTotals {

  private final String topic;
  private final int partition;
  private long from = -1;
  private long to;
  private long rows;
  private long viaHeaders;
  private long viaValue;
  private long skipped;
  private long deadLettered;
  private long gapOffsets;
  private long offsets;

  PartitionTotals(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  void add(LedgerRow row) {
    if (from < 0) {
      from = row.from();
    }
    to = Math.max(to, row.to());
    rows++;
    viaHeaders += row.viaHeaders();
    viaValue += row.viaValue();
    skipped += row.skipped();
    deadLettered += row.deadLettered();
    gapOffsets += row.gapLength();
    offsets += row.to() - row.from();
  }

  public String topic() {
    return topic;
  }

  public int partition() {
    return partition;
  }

  /** The first offset of the first row; -1 if there is no row. */
  public long from() {
    return from;
  }

  /** The offset after the last row. */
  public long to() {
    return to;
  }

  public long rows() {
    return rows;
  }

  public long viaHeaders() {
    return viaHeaders;
  }

  public long viaValue() {
    return viaValue;
  }

  public long skipped() {
    return skipped;
  }

  public long deadLettered() {
    return deadLettered;
  }

  public long records() {
    return viaHeaders + viaValue + skipped + deadLettered;
  }

  public long gapOffsets() {
    return gapOffsets;
  }

  /** Offsets without a record that consumers receive: transaction markers, aborted records. */
  public long withoutRecord() {
    return offsets - records() - gapOffsets;
  }
}
