// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/**
 * The job's progress in a partition, measured from the offset that its group has committed, where a
 * restarted job would continue.
 *
 * @param backlog offsets from there on that can be read
 * @param openTransactions offsets after those, which wait for producers to end transactions
 * @param lagSeconds age of the record there; 0 if there is none, {@code NaN} if it has no timestamp
 * @param headroomSeconds time until the brokers may delete that record for its age, at least 0;
 *     {@code NaN} if they delete nothing for its age, or the settings may not be read
 */
record Progress(
    double backlog, double openTransactions, double lagSeconds, double headroomSeconds) {

  /**
   * Offsets of one partition at one time.
   *
   * @param next where the job would continue; a negative one means the first
   * @param first the first that the brokers hold
   * @param stableEnd the end for readers of committed records
   * @param end the end for all others
   */
  record Offsets(long next, long first, long stableEnd, long end) {

    Offsets {
      next = next < 0 ? first : next;
    }

    /** The first that the job can still read. */
    long firstToRead() {
      return Math.max(next, first);
    }
  }

  static final Progress UNKNOWN = new Progress(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  static Progress of(Offsets offsets, double ageMs, double retentionMs) {
    boolean isDeleted = offsets.next() < offsets.first();
    return new Progress(
        Math.max(0, offsets.stableEnd() - offsets.next()),
        Math.max(0, offsets.end() - Math.max(offsets.stableEnd(), offsets.next())),
        Math.max(0, ageMs) / 1000,
        isDeleted && !Double.isNaN(retentionMs) ? 0 : Math.max(0, retentionMs - ageMs) / 1000);
  }

  boolean isKnown() {
    return !Double.isNaN(backlog);
  }
}
