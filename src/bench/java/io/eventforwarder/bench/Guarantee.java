// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Locale;
import java.util.Map;

/** A set-up of the job whose latency is measured. */
record Guarantee(Side side, long checkpointMillis) {

  static final Guarantee EXACTLY_ONCE_1_S = new Guarantee(Side.EXACTLY_ONCE, 1_000);
  static final Guarantee EXACTLY_ONCE_200_MS = new Guarantee(Side.EXACTLY_ONCE, 200);
  static final Guarantee AT_LEAST_ONCE = new Guarantee(Side.AT_LEAST_ONCE, 1_000);

  private static final long EXPLODED_MILLIS = 500;

  /**
   * A p99 beyond this means that the job does not keep up. With exactly-once, one checkpoint
   * interval of latency is normal.
   */
  long highestP99() {
    return EXPLODED_MILLIS + (side == Side.AT_LEAST_ONCE ? 0 : 2 * checkpointMillis);
  }

  Map<String, String> settings() {
    return Map.of(
        "checkpoint.interval", checkpointMillis + " ms", "flink.parallelism.default", "1");
  }

  /** {@code exactly-once, 200 ms}; at-least-once does not wait for checkpoints. */
  String title() {
    return side == Side.AT_LEAST_ONCE
        ? "at-least-once"
        : String.format(Locale.ROOT, "exactly-once, %s", Report.time(checkpointMillis));
  }
}
