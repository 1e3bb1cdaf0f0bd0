// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What became of the offsets of one partition from {@code from} to before {@code to}. Rows of a
 * partition tile: each starts where the one before ends.
 *
 * <p>Offsets that are neither counted nor in a gap hold no record that a {@code read_committed}
 * consumer gets: transaction markers, records of aborted transactions, compacted ones.
 *
 * @param from the first offset
 * @param to behind the last record that was consumed
 * @param viaHeaders tasks dispatched by what the headers said
 * @param viaValue tasks dispatched by what the value said
 * @param killSwitched of those that were skipped, the ones whose task was dropped by a kill switch
 * @param oldestTimestamp of the records counted, milliseconds since the epoch: tasks and dead
 *     letters have their records' timestamps, so none of these stands before the first record of
 *     that age; {@link Long#MAX_VALUE} if there are no records
 * @param gaps within the range, in order
 */
@TypeInfo(LedgerRowTypeInfoFactory.class)
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

  /** How many records were consumed. */
  public long records() {
    return dispatched() + skipped + deadLettered;
  }

  /** Offsets that were lost. */
  public long gapLength() {
    return gaps.stream().mapToLong(Gap::length).sum();
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@[" + from + ", " + to + ")";
  }
}
