// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import org.HdrHistogram.Histogram;

/**
 * How old tasks were on arrival at a consumer, in milliseconds since their records were due.
 *
 * @param perSecond tasks that arrived, for each second of the time in which they were due
 */
record Ages(double perSecond, long p50, long p99, long p999, long max) {

  static Ages of(Histogram millis, double seconds) {
    return new Ages(
        millis.getTotalCount() / seconds,
        millis.getValueAtPercentile(50),
        millis.getValueAtPercentile(99),
        millis.getValueAtPercentile(99.9),
        millis.getMaxValue());
  }
}
