// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** What can be measured. */
public enum Scenario {
  /** Job and loops on one partition, by kind of records. */
  THROUGHPUT,
  /** The exactly-once job with 1 to 16 subtasks on 1 to 64 partitions. */
  SCALING,
  /** The exactly-once job with a ledger and without. */
  LEDGER,
  /** The exactly-once job by size of the values, with headers and without. */
  SIZES,
  /** The sustainable rate, and the latency at shares of it. */
  LATENCY,
  /** Latency by checkpoint interval. */
  INTERVALS,
  /** Memory of the job under full load for minutes. */
  SOAK;

  /** A difference too small to show in a few rounds needs more of them. */
  private static final int MORE = 3;

  private static final int FEW = 2;

  /** How often to measure each throughput if the others are measured {@code rounds} times. */
  int rounds(int rounds) {
    return switch (this) {
      case LEDGER -> MORE * rounds;
      case SIZES -> Math.min(FEW, rounds);
      default -> rounds;
    };
  }
}
