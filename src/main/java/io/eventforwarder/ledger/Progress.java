// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/**
 * How far the job is with a partition, by the offset that its group has committed, where a
 * restarted job would go on. All are {@code NaN} if not known.
 *
 * @param backlog offsets from there on that may be read
 * @param openTransactions offsets behind those, which wait for producers to end transactions
 * @param lagSeconds age of the record there, 0 if there is none
 * @param headroomSeconds until the brokers may delete that record for its age, never below 0;
 *     {@code NaN} if they delete nothing for its age, or do not let us ask
 */
public record Progress(
    double backlog, double openTransactions, double lagSeconds, double headroomSeconds) {

  static final Progress UNKNOWN = new Progress(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
