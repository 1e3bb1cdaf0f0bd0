// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import java.util.concurrent.TimeUnit;

/** Spreads records evenly over time. */
final class Pace {

  private final double nanosPerRecord;
  private final long start = System.nanoTime();
  private long records;

  /**
   * @param recordsPerSecond 0 for no limit
   */
  Pace(double recordsPerSecond) {
    nanosPerRecord = recordsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
  }

  /** Nanoseconds until the next record is due; 0 or less if it is. */
  long untilNext() {
    return start + (long) (records * nanosPerRecord) - System.nanoTime();
  }

  void count() {
    records++;
  }
}
