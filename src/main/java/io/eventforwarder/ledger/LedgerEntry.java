// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.List;
import java.util.Objects;

/**
 * How far a partition was consumed, as a checkpoint keeps it.
 *
 * @param open what is not in a row of the ledger yet: mostly nothing, and then {@code from} and
 *     {@code to} are the offset to go on from
 * @param holes not known yet to be gaps or not
 * @param checkpoint the last checkpoint before which a subtask read the partition; of two entries
 *     the one with the higher counts
 */
record LedgerEntry(LedgerRow open, List<Hole> holes, long checkpoint) {

  LedgerEntry {
    Objects.requireNonNull(open);
    holes = List.copyOf(holes);
  }
}
