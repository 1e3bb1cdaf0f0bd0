// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs the scenarios of a plan, and writes what they gave as JSON, as Markdown and as plots. */
public final class Bench {

  private static final int TYPICAL_BYTES = 1_500;
  private static final int LARGE_BYTES = 29_000;
  private static final int[] SIZES = {750, 1_500, 4_000, 8_000, 16_000, 29_000, 64_000};
  private static final int SIZE_ROUNDS = 2;

  /** For what is too small to be seen in few. */
  private static final int MORE_ROUNDS = 3;

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FIFTH = Duration.ofMillis(200);
  private static final List<Duration> INTERVALS =
      List.of(
          Duration.ofMillis(100),
          FIFTH,
          Duration.ofMillis(500),
          SECOND,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  private static final List<Variant> SIDES =
      List.of(
          Variant.of(Side.POLL),
          Variant.of(Side.PLAIN),
          Variant.of(Side.AT_LEAST_ONCE),
          Variant.of(Side.EXACTLY_ONCE));
  private static final List<Variant> SIDES_AND_TWO_SUBTASKS =
      List.of(
          Variant.of(Side.POLL),
          Variant.of(Side.PLAIN),
          Variant.of(Side.AT_LEAST_ONCE),
          Variant.of(Side.EXACTLY_ONCE),
          new Variant(Side.EXACTLY_ONCE, 2));

  private static final List<Variant> WITH_AND_WITHOUT_LEDGER =
      List.of(Variant.of(Side.EXACTLY_ONCE), Variant.of(Side.EXACTLY_ONCE_WITH_LEDGER));

  private final BenchPlan plan;
  private final PrintWriter out;

  public Bench(BenchPlan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
  }

  /** Measures, and prints the report. */
  public void run() throws Exception {
    Files.createDirectories(plan.directory());
    Machine machine = Machine.here();
    if (machine.loadAverage() > 0.5) {
      say(
          "warning: the machine is not quiet (load average %.1f); results will suffer",
          machine.loadAverage());
    }
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    BenchResults results;
    try (TestBed bed = TestBed.start(plan)) {
      ThroughputMeter throughput = new ThroughputMeter(bed, plan, this::tell, out);
      LatencyMeter latency = new LatencyMeter(bed, plan.latencyTime(), this::tell);
      results =
          new BenchResults(
              started,
              machine,
              plan.rounds(),
              plan.warmUp(),
              plan.records(),
              plan.settings(),
              measureThroughput(throughput),
              measureLedger(throughput),
              measureSizes(throughput),
              measureLatency(latency),
              measureIntervals(latency),
              plan.scenarios().contains(Scenario.SOAK) ? Soak.run(bed, plan.soakTime()) : null);
    }
    write(results);
  }

  /**
   * What is compared takes turns; kinds of records follow each other, so that the page cache need
   * not hold them all.
   */
  private List<Throughput> measureThroughput(ThroughputMeter meter) throws Exception {
    Map<Workload, List<Comparison>> comparisonsByWorkload =
        comparisons().stream()
            .collect(
                Collectors.groupingBy(
                    Comparison::workload, LinkedHashMap::new, Collectors.toList()));
    List<Throughput> all = new ArrayList<>();
    for (List<Comparison> comparisons : comparisonsByWorkload.values()) {
      all.addAll(meter.measure(comparisons, plan.rounds()));
    }
    return all;
  }

  private List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    boolean throughput = plan.scenarios().contains(Scenario.THROUGHPUT);
    boolean partitions = plan.scenarios().contains(Scenario.PARTITIONS);
    if (throughput || partitions) {
      all.add(new Comparison(Workload.headers(TYPICAL_BYTES), 1, SIDES));
    }
    if (throughput && !plan.quick()) {
      all.add(new Comparison(Workload.noHeaders(TYPICAL_BYTES), 1, SIDES));
      all.add(new Comparison(Workload.headers(LARGE_BYTES), 1, SIDES));
      all.add(new Comparison(Workload.deadLetters(TYPICAL_BYTES), 1, SIDES));
    }
    if (partitions) {
      all.add(new Comparison(Workload.headers(TYPICAL_BYTES), 4, SIDES_AND_TWO_SUBTASKS));
      all.add(new Comparison(Workload.headers(TYPICAL_BYTES), 16, SIDES_AND_TWO_SUBTASKS));
    }
    return all;
  }

  private List<Throughput> measureLedger(ThroughputMeter meter) throws Exception {
    return plan.scenarios().contains(Scenario.LEDGER)
        ? meter.measure(
            List.of(new Comparison(Workload.headers(TYPICAL_BYTES), 1, WITH_AND_WITHOUT_LEDGER)),
            MORE_ROUNDS * plan.rounds())
        : List.of();
  }

  /** One size after the other, so that the disk need not hold them all. */
  private List<Throughput> measureSizes(ThroughputMeter meter) throws Exception {
    List<Throughput> all = new ArrayList<>();
    if (plan.scenarios().contains(Scenario.SIZES)) {
      List<Variant> job = List.of(Variant.of(Side.EXACTLY_ONCE));
      for (int size : SIZES) {
        all.addAll(
            meter.measure(
                List.of(
                    new Comparison(Workload.headers(size), 1, job),
                    new Comparison(Workload.noHeaders(size), 1, job)),
                Math.min(SIZE_ROUNDS, plan.rounds())));
      }
    }
    return all;
  }

  private List<Latency> measureLatency(LatencyMeter meter) throws Exception {
    List<Latency> all = new ArrayList<>();
    if (plan.scenarios().contains(Scenario.LATENCY)) {
      List<Double> loads = plan.quick() ? List.of(0.5) : List.of(0.8, 0.5, 0.1);
      all.addAll(meter.measure(Side.EXACTLY_ONCE, SECOND, loads));
      if (!plan.quick()) {
        all.addAll(meter.measure(Side.EXACTLY_ONCE, FIFTH, loads));
        all.addAll(meter.measure(Side.AT_LEAST_ONCE, SECOND, loads));
      }
    }
    return all;
  }

  private List<Latency> measureIntervals(LatencyMeter meter) throws Exception {
    List<Latency> all = new ArrayList<>();
    if (plan.scenarios().contains(Scenario.INTERVALS)) {
      for (Duration interval : INTERVALS) {
        all.addAll(meter.measure(Side.EXACTLY_ONCE, interval, List.of(0.5)));
      }
    }
    return all;
  }

  private void tell(Throughput one) {
    say(
        "round %d  %-26s %2d partition(s)  %-34s %,9.0f records/s  %5.2f CPU-s per million",
        one.round(),
        one.workload().title(),
        one.partitions(),
        one.variant().title(),
        one.recordsPerSecond(),
        one.cpuSecondsPerMillion());
  }

  private void tell(Latency one) {
    say(
        "%s, checkpoint interval %s, %.0f %% load (%,.0f records/s): p50 %d, p99 %d, p99.9 %d ms",
        one.side().title(),
        Report.time(one.checkpointMillis()),
        one.load() * 100,
        one.offered(),
        one.p50(),
        one.p99(),
        one.p999());
  }

  private void write(BenchResults results) throws IOException {
    Path directory = plan.directory();
    Files.write(
        directory.resolve("results.json"),
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsBytes(results));
    Plots.write(results, directory);
    String report = Report.of(results);
    Files.writeString(directory.resolve("report.md"), report);
    out.print(report);
    out.flush();
    say("results in %s", directory);
  }

  private void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }
}
