// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

/**
 * Chooses a share of a topic's partitions by their numbers alone. A larger share includes all
 * partitions of a smaller one, and every share above 0 percent includes partition 0.
 *
 * <p>Each partition has a place between 0 and 1, and is chosen if that is below the share. The
 * places are multiples of the golden ratio, which spreads consecutive partitions evenly.
 */
final class Canary {

  /** 2^64 divided by the golden ratio. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private Canary() {}

  static boolean has(int partition, int percent) {
    double place = (partition * STEP >>> 11) * 0x1p-53;
    return place * 100 < percent;
  }
}
