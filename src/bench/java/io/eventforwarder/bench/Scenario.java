// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** What can be measured. */
public enum Scenario {
  /** Job and loops on one partition, by kind of records. */
  THROUGHPUT,
  /** Job and loops on 1, 4 and 16 partitions, on the last two also the job with two subtasks. */
  PARTITIONS,
  /** The exactly-once job with a ledger and without. */
  LEDGER,
  /** The exactly-once job by size of the values, with headers and without. */
  SIZES,
  /** From a record's timestamp to its task's arrival at a read_committed consumer, by load. */
  LATENCY,
  /** The same by checkpoint interval. */
  INTERVALS,
  /** Memory of the job under full load for minutes. */
  SOAK
}
