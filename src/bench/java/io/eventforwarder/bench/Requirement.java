// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What the project holds itself to, and what was measured.
 *
 * @param unit empty for a ratio
 * @param floor the worst that is accepted
 * @param goal what is aimed at; below the floor if less is better
 */
record Requirement(String what, String unit, double measured, double floor, double goal) {

  private static final Workload TYPICAL = Workload.headers(1_500);
  private static final Workload FALLBACK = Workload.noHeaders(1_500);
  private static final Workload LARGE = Workload.headers(29_000);
  private static final Variant PLAIN = Variant.of(Side.PLAIN);
  private static final Variant JOB = Variant.of(Side.EXACTLY_ONCE);
  private static final Variant TWO_SUBTASKS = new Variant(Side.EXACTLY_ONCE, 2);
  private static final Variant AT_LEAST_ONCE = Variant.of(Side.AT_LEAST_ONCE);
  private static final Variant LEDGER = Variant.of(Side.EXACTLY_ONCE_WITH_LEDGER);
  private static final double HALF = 0.5;

  boolean meetsFloor() {
    return goal < floor ? measured <= floor : measured >= floor;
  }

  boolean meetsGoal() {
    return goal < floor ? measured <= goal : measured >= goal;
  }

  /** Those whose measurements are there. */
  static List<Requirement> check(BenchResults results) {
    Checks checks = new Checks(results);
    checks.ratio(
        "exactly-once job against the plain transactional loop, 1.5 KB with headers, 1 partition",
        checks.rate(TYPICAL, 1, JOB),
        checks.rate(TYPICAL, 1, PLAIN),
        0.7,
        0.95);
    checks.ratio(
        "its CPU time for a record against that of the loop",
        checks.cpu(JOB),
        checks.cpu(PLAIN),
        2.0,
        1.3);
    checks.ratio(
        "exactly-once against at-least-once",
        checks.rate(TYPICAL, 1, JOB),
        checks.rate(TYPICAL, 1, AT_LEAST_ONCE),
        0.9,
        0.97);
    checks.ratio(
        "with a ledger against without",
        checks.ledgerRate(LEDGER),
        checks.ledgerRate(JOB),
        0.98,
        1.0);
    checks.ratio(
        "CPU time for a record with a ledger against without",
        checks.ledgerCpu(LEDGER),
        checks.ledgerCpu(JOB),
        1.02,
        1.0);
    checks.ratio(
        "29 KB with headers against the loop",
        checks.rate(LARGE, 1, JOB),
        checks.rate(LARGE, 1, PLAIN),
        0.7,
        0.95);
    checks.ratio(
        "fallback to the value, 1.5 KB, against the loop with Jackson's parser",
        checks.rate(FALLBACK, 1, JOB),
        checks.rate(FALLBACK, 1, PLAIN),
        0.7,
        1.0);
    checks.latency(
        "latency p99, exactly-once, checkpoints every 1 s, half load",
        Side.EXACTLY_ONCE,
        1_000,
        1_400,
        1_100);
    checks.latency(
        "latency p99, exactly-once, checkpoints every 200 ms, half load",
        Side.EXACTLY_ONCE,
        200,
        500,
        300);
    checks.latency("latency p99, at-least-once, half load", Side.AT_LEAST_ONCE, 1_000, 100, 20);
    checks.ratio(
        "parallelism 2 against 1, 4 partitions",
        checks.rate(TYPICAL, 4, TWO_SUBTASKS),
        checks.rate(TYPICAL, 4, JOB),
        1.0,
        1.3);
    checks.ratio(
        "16 partitions against 1",
        checks.rate(TYPICAL, 16, JOB),
        checks.rate(TYPICAL, 1, JOB),
        0.9,
        1.0);
    if (results.soak() != null) {
      checks.ratio(
          "heap after garbage collection under full load, last minute against first",
          OptionalDouble.of(results.soak().lastHeapBytes()),
          OptionalDouble.of(results.soak().firstHeapBytes()),
          1.1,
          1.02);
    }
    return checks.done;
  }

  private static final class Checks {

    private final BenchResults results;
    private final List<Requirement> done = new ArrayList<>();

    Checks(BenchResults results) {
      this.results = results;
    }

    private OptionalDouble rate(Workload workload, int partitions, Variant variant) {
      return median(
          results.throughput(), workload, partitions, variant, Throughput::recordsPerSecond);
    }

    private OptionalDouble cpu(Variant variant) {
      return median(results.throughput(), TYPICAL, 1, variant, Throughput::cpuSecondsPerMillion);
    }

    private OptionalDouble ledgerRate(Variant variant) {
      return median(results.ledger(), TYPICAL, 1, variant, Throughput::recordsPerSecond);
    }

    private OptionalDouble ledgerCpu(Variant variant) {
      return median(results.ledger(), TYPICAL, 1, variant, Throughput::cpuSecondsPerMillion);
    }

    private static OptionalDouble median(
        List<Throughput> measurements,
        Workload workload,
        int partitions,
        Variant variant,
        ToDoubleFunction<Throughput> quantity) {
      Optional<Spread> spread =
          BenchResults.spread(measurements, workload, partitions, variant, quantity);
      return spread.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(spread.get().median());
    }

    private void ratio(
        String what, OptionalDouble measured, OptionalDouble against, double floor, double goal) {
      if (measured.isPresent() && against.isPresent()) {
        double ratio = measured.getAsDouble() / against.getAsDouble();
        done.add(new Requirement(what, "", ratio, floor, goal));
      }
    }

    private void latency(String what, Side side, long checkpointMillis, double floor, double goal) {
      results.latency().stream()
          .filter(one -> one.side() == side && one.checkpointMillis() == checkpointMillis)
          .filter(one -> one.load() == HALF)
          .findFirst()
          .ifPresent(one -> done.add(new Requirement(what, "ms", one.p99(), floor, goal)));
    }
  }
}
