// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

/** What can be wrong with offsets of a source partition. The names are part of the output. */
public enum Problem {
  /** A record was consumed, but its task or dead letter is missing. */
  LOST,
  /** A record has more than one task or dead letter, or more than one ledger row. */
  DUPLICATED,
  /** Offsets or output without a ledger row. */
  UNACCOUNTED,
  /** The counts of a ledger row are not those of the records and the output. */
  MISCOUNTED,
  /** The brokers had deleted the records before the job read them, and the ledger says so. */
  GAP;

  /** False for a gap: the job has forwarded all that it could. */
  public boolean isFault() {
    return this != GAP;
  }
}
