// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Map;

/**
 * All that was measured.
 *
 * @param soak null if it was not run
 */
record BenchResults(
    Conditions conditions,
    Map<Scenario, List<Throughput>> throughput,
    List<Sustainable> sustainable,
    Map<Scenario, List<Latency>> latency,
    Soak soak) {

  /** Empty if the scenario was not run. */
  Rounds rounds(Scenario scenario) {
    return new Rounds(throughput.getOrDefault(scenario, List.of()));
  }

  /** Empty if the scenario was not run. */
  List<Latency> latency(Scenario scenario) {
    return latency.getOrDefault(scenario, List.of());
  }
}
