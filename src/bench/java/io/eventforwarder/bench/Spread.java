// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Arrays;

/** Median and range of several measurements of the same quantity. */
record Spread(double median, double min, double max) {

  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  boolean overlaps(Spread other) {
    return min <= other.max && other.min <= max;
  }
}
