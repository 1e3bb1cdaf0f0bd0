// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.source.OffsetRange;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of a range of offsets of one partition. The rows of a partition tile: each starts
 * where the one before ends.
 *
 * <p>Offsets that are neither counted nor in a gap hold no record that a {@code read_committed}
 * consumer returns: transaction markers, records of aborted transactions, compacted records.
 *
 * @param offsets up to the last record that was consumed
 * @param oldestTimestamp milliseconds since the epoch: no task and no dead letter of the range has
 *     an older Kafka timestamp; {@link Long#MAX_VALUE} without records
 * @param gaps within the range, in order: offsets whose records the brokers deleted before they
 *     were read
 */
public record LedgerRow(
    TopicPartition source,
    OffsetRange offsets,
    Counts counts,
    long oldestTimestamp,
    List<OffsetRange> gaps) {

  public LedgerRow {
    Objects.requireNonNull(source);
    Objects.requireNonNull(offsets);
    Objects.requireNonNull(counts);
    gaps = List.copyOf(gaps);
  }

  /**
   * Records by outcome.
   *
   * @param viaHeaders tasks decided by the headers
   * @param viaValue tasks decided by the value
   * @param killSwitched the skipped records whose task a kill switch dropped
   */
  public record Counts(
      long viaHeaders, long viaValue, long skipped, long killSwitched, long deadLettered) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public long dispatched() {
      return viaHeaders + viaValue;
    }

    /** Records that were consumed. */
    public long records() {
      return dispatched() + skipped + deadLettered;
    }

    public Counts plus(Counts more) {
      return new Counts(
          viaHeaders + more.viaHeaders,
          viaValue + more.viaValue,
          skipped + more.skipped,
          killSwitched + more.killSwitched,
          deadLettered + more.deadLettered);
    }
  }

  LedgerRow withGaps(List<OffsetRange> found) {
    return new LedgerRow(source, offsets, counts, oldestTimestamp, found);
  }

  /** The number of offsets in gaps. */
  public long gapLength() {
    return gaps.stream().mapToLong(OffsetRange::length).sum();
  }

  @Override
  public String toString() {
    return source + "@[" + offsets.from() + ", " + offsets.to() + ")";
  }
}
