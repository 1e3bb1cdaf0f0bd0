// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long tasks took to arrive at a consumer, in milliseconds.
 *
 * @param load share of the saturated rate
 * @param offered records a second that were due
 * @param arrived records a second that arrived, of those that were due in the time measured
 */
record Latency(
    Side side,
    long checkpointMillis,
    double load,
    double offered,
    double arrived,
    long p50,
    long p90,
    long p99,
    long p999,
    long max) {

  static Latency of(
      Side side,
      Duration checkpointInterval,
      double load,
      double offered,
      double seconds,
      Histogram millis) {
    return new Latency(
        side,
        checkpointInterval.toMillis(),
        load,
        offered,
        millis.getTotalCount() / seconds,
        millis.getValueAtPercentile(50),
        millis.getValueAtPercentile(90),
        millis.getValueAtPercentile(99),
        millis.getValueAtPercentile(99.9),
        millis.getMaxValue());
  }
}
