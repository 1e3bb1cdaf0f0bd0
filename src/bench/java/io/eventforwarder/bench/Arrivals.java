// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** The ages on arrival of the tasks of all records that were due in a period. */
final class Arrivals {

  private static final long HIGHEST_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int DIGITS = 3;

  private final long fromMillis;
  private final long toMillis;
  private final Histogram firstHalf = new SynchronizedHistogram(HIGHEST_MILLIS, DIGITS);
  private final Histogram secondHalf = new SynchronizedHistogram(HIGHEST_MILLIS, DIGITS);

  Arrivals(long fromMillis, long toMillis) {
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  /** Ignores tasks of records that were due at another time. */
  void add(long dueMillis, long nowMillis) {
    if (dueMillis >= fromMillis && dueMillis < toMillis) {
      Histogram half = dueMillis < (fromMillis + toMillis) / 2 ? firstHalf : secondHalf;
      half.recordValue(Math.max(0, Math.min(HIGHEST_MILLIS, nowMillis - dueMillis)));
    }
  }

  double seconds() {
    return (toMillis - fromMillis) / 1e3;
  }

  Ages ages() {
    Histogram all = new Histogram(HIGHEST_MILLIS, DIGITS);
    all.add(firstHalf);
    all.add(secondHalf);
    return Ages.of(all, seconds());
  }

  /** By how much the mean age of the second half exceeds that of the first, in milliseconds. */
  double growthMillis() {
    return secondHalf.getMean() - firstHalf.getMean();
  }
}
