// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import java.util.Locale;

/** What an audit says about offsets of a source partition. The names are part of the output. */
public enum Verdict {
  /** A ledger row covers the offsets, and exactly its tasks and dead letters are there. */
  PROVEN,
  /** The brokers had deleted the records before the job read them, and the ledger says so. */
  GAP,
  /** Not forwarded yet, or forwarded in transactions that have not ended yet. */
  PENDING,
  /** The evidence has been deleted, or a transaction hides it. */
  NOT_PROVABLE,
  /** A record was consumed, but its task or dead letter is missing. */
  LOST,
  /** A record has more than one task or dead letter. */
  DUPLICATED,
  /** Consumed offsets, or output, without a ledger row. */
  UNACCOUNTED,
  /** The counts of a ledger row are not those of the records and the output. */
  MISCOUNTED;

  /** True for what must not happen with exactly-once delivery. */
  public boolean isFault() {
    return compareTo(LOST) >= 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
