// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The results of all rounds for one guarantee under one load. */
record LatencyRow(Latency first, List<Ages> rounds) {

  /** In the order in which they were first measured. */
  static List<LatencyRow> of(List<Latency> measurements) {
    return measurements.stream()
        .filter(one -> one.round() == 1)
        .map(
            first ->
                new LatencyRow(
                    first,
                    measurements.stream()
                        .filter(one -> one.guarantee().equals(first.guarantee()))
                        .filter(one -> one.load() == first.load())
                        .map(Latency::ages)
                        .toList()))
        .toList();
  }

  Spread spread(ToDoubleFunction<Ages> quantity) {
    return Spread.of(rounds.stream().mapToDouble(quantity).toArray());
  }
}
