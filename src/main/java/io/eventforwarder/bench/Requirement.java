/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
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
        checks.median(results.throughput(), TYPICAL, 1, JOB, Throughput::recordsPerSecond),
        checks.median(results.throughput(), TYPICAL, 1, PLAIN, Throughput::recordsPerSecond),
        0.7,
        0.95);
    checks.ratio(
        "its CPU time for a record against that of the loop",
        checks.median(results.throughput(), TYPICAL, 1, JOB, Throughput::cpuSecondsPerMillion),
        checks.median(results.throughput(), TYPICAL, 1, PLAIN, Throughput::cpuSecondsPerMillion),
        2.0,
        1.3);
    checks.ratio(
        "exactly-once against at-least-once",
        checks.median(results.throughput(), TYPICAL, 1, JOB, Throughput::recordsPerSecond),
        checks.median(
            results.throughput(), TYPICAL, 1, AT_LEAST_ONCE, Throughput::recordsPerSecond),
        0.9,
        0.97);
    checks.ratio(
        "with a ledger against without",
        checks.median(results.ledger(), TYPICAL, 1, LEDGER, Throughput::recordsPerSecond),
        checks.median(results.ledger(), TYPICAL, 1, JOB, Throughput::recordsPerSecond),
        0.98,
        1.0);
    checks.ratio(
        "CPU time for a record with a ledger against without",
        checks.median(results.ledger(), TYPICAL, 1, LEDGER, Throughput::cpuSecondsPerMillion),
        checks.median(results.ledger(), TYPICAL, 1, JOB, Throughput::cpuSecondsPerMillion),
        1.02,
        1.0);
    checks.ratio(
        "29 KB with headers against the loop",
        checks.median(results.throughput(), LARGE, 1, JOB, Throughput::recordsPerSecond),
        checks.median(results.throughput(), LARGE, 1, PLAIN, Throughput::recordsPerSecond),
        0.7,
        0.95);
    checks.ratio(
        "fallback to the value, 1.5 KB, against the loop with Jackson's parser",
        checks.median(results.throughput(), FALLBACK, 1, JOB, Throughput::recordsPerSecond),
        checks.median(results.throughput(), FALLBACK, 1, PLAIN, Throughput::recordsPerSecond),
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
        checks.median(
            results.throughput(),
            TYPICAL,
            4,
            new Variant(Side.EXACTLY_ONCE, 2),
            Throughput::recordsPerSecond),
        checks.median(results.throughput(), TYPICAL, 4, JOB, Throughput::recordsPerSecond),
        1.0,
        1.3);
    checks.ratio(
        "16 partitions against 1",
        checks.median(results.throughput(), TYPICAL, 16, JOB, Throughput::recordsPerSecond),
        checks.median(results.throughput(), TYPICAL, 1, JOB, Throughput::recordsPerSecond),
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

    private OptionalDouble median(
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
