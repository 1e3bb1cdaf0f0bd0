// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

/** What can be wrong with offsets of a source partition. The names are part of the output. */
public enum Problem {
  /** A record was consumed, and its task or dead letter is not there. */
  LOST,
  /** A record has more than one task or dead letter, or the ledger counts it twice. */
  DUPLICATED,
  /** Offsets or output that the ledger knows nothing of. */
  UNACCOUNTED,
  /** The ledger counts something else than there is. */
  MISCOUNTED,
  /** The job never got to see the records, and the ledger says so. */
  GAP;

  /** False for what the ledger itself tells: nothing is wrong with the forwarding then. */
  public boolean isFault() {
    return this != GAP;
  }
}
