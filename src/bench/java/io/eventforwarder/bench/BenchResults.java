// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * All that was measured.
 *
 * @param started ISO-8601
 * @param settings of the job, beside the bench's own
 * @param ledger throughput with a ledger and without
 * @param sizes throughput by size of the values
 * @param intervals latency by checkpoint interval
 * @param soak null if it was not run
 */
record BenchResults(
    String started,
    Machine machine,
    int rounds,
    long warmUp,
    long records,
    Map<String, String> settings,
    List<Throughput> throughput,
    List<Throughput> ledger,
    List<Throughput> sizes,
    List<Latency> latency,
    List<Latency> intervals,
    Soak soak) {

  /** What the rounds say of one variant; empty if it was not measured. */
  static Optional<Spread> spread(
      List<Throughput> measurements,
      Workload workload,
      int partitions,
      Variant variant,
      ToDoubleFunction<Throughput> quantity) {
    double[] values =
        measurements.stream()
            .filter(one -> one.workload().equals(workload))
            .filter(one -> one.partitions() == partitions)
            .filter(one -> one.variant().equals(variant))
            .mapToDouble(quantity)
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }
}
