// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.List;
import java.util.Objects;

/**
 * What became of the offsets of one partition from {@code from} up to {@code to}, exclusive. The
 * rows of a partition tile: each starts where the one before ends.
 *
 * <p>Offsets that are neither counted nor in a gap hold no record that a {@code read_committed}
 * consumer gets: transaction markers, records of aborted transactions, compacted records.
 *
 * @param from the first offset
 * @param to the offset after the last record that was consumed
 * @param viaHeaders tasks decided by the headers
 * @param viaValue tasks decided by the value
 * @param killSwitched the skipped records whose task a kill switch dropped
 * @param oldestTimestamp milliseconds since the epoch: no task and no dead letter of the range has
 *     an older Kafka timestamp; {@link Long#MAX_VALUE} without records
 * @param gaps within the range, in order
 */
public record LedgerRow(
    String topic,
    int partition,
    long from,
    long to,
    long viaHeaders,
    long viaValue,
    long skipped,
    long killSwitched,
    long deadLettered,
    long oldestTimestamp,
    List<Gap> gaps) {

  public LedgerRow {
    Objects.requireNonNull(topic);
    gaps = List.copyOf(gaps);
  }

  public long dispatched() {
    return viaHeaders + viaValue;
  }

  /** Records that were consumed. */
  public long records() {
    return dispatched() + skipped + deadLettered;
  }

  /** Offsets in gaps. */
  public long gapLength() {
    return gaps.stream().mapToLong(Gap::length).sum();
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@[" + from + ", " + to + ")";
  }
}
