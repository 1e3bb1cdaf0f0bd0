// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A limit that the project must keep, and the measured value.
 *
 * @param pass the worst that is accepted
 * @param goal the aim; below {@code pass} if less is better
 */
record Requirement(String what, Spread measured, double pass, double goal) {

  private static final int MOST_SUBTASKS = 16;
  private static final int MOST_PARTITIONS = 64;
  private static final double HALF = 0.5;

  boolean passes() {
    return goal < pass ? measured.median() <= pass : measured.median() >= pass;
  }

  boolean meetsGoal() {
    return goal < pass ? measured.median() <= goal : measured.median() >= goal;
  }

  /** Those with measurements. */
  static List<Requirement> check(BenchResults results) {
    return Stream.of(throughput(results), others(results), latency(results))
        .flatMap(List::stream)
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<Optional<Requirement>> throughput(BenchResults results) {
    Rounds rounds = results.rounds(Scenario.THROUGHPUT);
    Subject job = new Subject(Comparisons.TYPICAL, 1, Comparisons.JOB);
    Subject msgpack = job.with(Comparisons.MSGPACK);
    Subject large = new Subject(Comparisons.LARGE, 1, Comparisons.JOB);
    Subject fallback = new Subject(Comparisons.FALLBACK, 1, Comparisons.JOB);
    return List.of(
        ratio(
            "CPU against the floor loop, 1.5 KB with headers", cpuToFloor(rounds, job), 1.6, 1.25),
        ratio("the same, msgpack", cpuToFloor(rounds, msgpack), 1.6, 1.25),
        ratio("the same, 29 KB", cpuToFloor(rounds, large), 1.25, 1.05),
        ratio("the same, 1.5 KB without headers", cpuToFloor(rounds, fallback), 2.0, 1.5),
        ratio(
            "records/s against the floor loop",
            rounds.ratio(job, floor(job), Rates::recordsPerSecond),
            0.8,
            1.0),
        ratio("records/s against the plain loop", toPlain(rounds, job), 1.3, 1.8),
        ratio("the same, 29 KB", toPlain(rounds, large), 0.7, 0.95),
        ratio("the same, 1.5 KB without headers", toPlain(rounds, fallback), 0.7, 1.0),
        ratio(
            "records/s, exactly-once against at-least-once",
            rounds.ratio(job, job.with(Comparisons.AT_LEAST_ONCE), Rates::recordsPerSecond),
            0.9,
            0.97));
  }

  private static List<Optional<Requirement>> others(BenchResults results) {
    Rounds ledger = results.rounds(Scenario.LEDGER);
    Rounds scaling = results.rounds(Scenario.SCALING);
    Subject job = new Subject(Comparisons.TYPICAL, 1, Comparisons.JOB);
    Subject withLedger = job.with(Comparisons.LEDGER);
    Subject most =
        new Subject(Comparisons.TYPICAL, MOST_PARTITIONS, Comparisons.JOB.with(MOST_SUBTASKS));
    return List.of(
        ratio(
            "records/s with a ledger against without",
            ledger.ratio(withLedger, job, Rates::recordsPerSecond),
            0.98,
            1.0),
        ratio(
            "CPU with a ledger against without",
            ledger.ratio(withLedger, job, Rates::cpuSecondsPerMillion),
            1.02,
            1.0),
        ratio(
            "CPU, 16 subtasks on 64 partitions against 1 on 1",
            scaling.ratio(most, job, Rates::cpuSecondsPerMillion),
            1.15,
            1.03),
        ratio(
            "heap under full load, last minute against first",
            Optional.ofNullable(results.soak())
                .map(soak -> Spread.of((double) soak.lastHeapBytes() / soak.firstHeapBytes())),
            1.1,
            1.02));
  }

  private static List<Optional<Requirement>> latency(BenchResults results) {
    return List.of(
        p99(results, Guarantee.EXACTLY_ONCE_1_S, 1_150, 1_050),
        p99(results, Guarantee.EXACTLY_ONCE_200_MS, 260, 230),
        p99(results, Guarantee.AT_LEAST_ONCE, 30, 10));
  }

  private static Subject floor(Subject subject) {
    return subject.with(subject.variant().floor());
  }

  private static Optional<Spread> cpuToFloor(Rounds rounds, Subject job) {
    return rounds.ratio(job, floor(job), Rates::cpuSecondsPerMillion);
  }

  private static Optional<Spread> toPlain(Rounds rounds, Subject job) {
    return rounds.ratio(job, job.with(Comparisons.PLAIN), Rates::recordsPerSecond);
  }

  private static Optional<Requirement> ratio(
      String what, Optional<Spread> measured, double pass, double goal) {
    return measured.map(spread -> new Requirement(what, spread, pass, goal));
  }

  private static Optional<Requirement> p99(
      BenchResults results, Guarantee guarantee, double pass, double goal) {
    return LatencyRow.of(results.latency(Scenario.LATENCY)).stream()
        .filter(row -> row.first().guarantee().equals(guarantee) && row.first().load() == HALF)
        .findFirst()
        .map(
            row ->
                new Requirement(
                    "p99 in ms at half of the sustainable rate, " + guarantee.title(),
                    row.spread(Ages::p99),
                    pass,
                    goal));
  }
}
