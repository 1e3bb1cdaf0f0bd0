// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/**
 * Offsets of one partition at one time.
 *
 * @param next where the job would continue; a negative one means the first
 * @param first the first that the brokers hold
 * @param stableEnd the end for readers of committed records
 * @param end the end for all others
 */
record PartitionOffsets(long next, long first, long stableEnd, long end) {

  PartitionOffsets {
    next = next < 0 ? first : next;
  }

  /** The first that the job can still read. */
  long firstToRead() {
    return Math.max(next, first);
  }
}
