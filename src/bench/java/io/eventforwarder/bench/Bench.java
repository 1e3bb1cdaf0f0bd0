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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the scenarios of a plan and writes the results as JSON, Markdown and plots. */
final class Bench {

  /** The shortest comes first, since it sustains the lowest rate. */
  private static final List<Duration> INTERVALS =
      List.of(
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  private final BenchPlan plan;
  private final Path directory;
  private final PrintWriter out;

  /**
   * @param directory where results and logs go
   */
  Bench(BenchPlan plan, Path directory, PrintWriter out) {
    this.plan = plan;
    this.directory = directory;
    this.out = out;
  }

  /** Measures and prints the report. */
  void run() throws Exception {
    Path logs = Files.createDirectories(directory.resolve("logs"));
    Conditions conditions = conditions();
    try (TestBed bed = TestBed.start(plan.processes(), logs)) {
      write(measure(conditions, bed));
    }
  }

  private Conditions conditions() throws IOException {
    Machine machine = Machine.here();
    if (machine.loadAverage() > 0.5) {
      say(
          "warning: the machine is not quiet (load average %.1f); results will suffer",
          machine.loadAverage());
    }
    Distribution against = plan.processes().against();
    return new Conditions(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        plan.amount(),
        plan.processes().settings(),
        against == null ? null : against.directory().toString());
  }

  private BenchResults measure(Conditions conditions, TestBed bed) throws Exception {
    Map<Scenario, List<Throughput>> throughput = new EnumMap<>(Scenario.class);
    Map<Scenario, List<Latency>> latency = new EnumMap<>(Scenario.class);
    ThroughputMeter throughputMeter = new ThroughputMeter(bed, plan.amount(), out);
    LatencyMeter latencyMeter = new LatencyMeter(bed, plan.latency(), out);
    Soak soak = null;
    for (Scenario scenario : plan.scenarios()) {
      switch (scenario) {
        case THROUGHPUT, SCALING, LEDGER, SIZES ->
            throughput.put(scenario, measure(scenario, throughputMeter));
        case LATENCY -> latency.put(scenario, latencyMeter.byLoad());
        case INTERVALS -> latency.put(scenario, latencyMeter.byInterval(INTERVALS));
        case SOAK -> soak = Soak.run(bed, Duration.ofMinutes(plan.amount().soakMinutes()));
      }
    }
    return new BenchResults(conditions, throughput, latencyMeter.sustainable(), latency, soak);
  }

  private List<Throughput> measure(Scenario scenario, ThroughputMeter meter) throws Exception {
    List<Throughput> all = new ArrayList<>();
    boolean against = plan.processes().against() != null;
    for (List<Comparison> group : Comparisons.of(scenario, plan.quick(), against)) {
      all.addAll(meter.measure(group, scenario.rounds(plan.amount().rounds())));
    }
    return all;
  }

  private void write(BenchResults results) throws IOException {
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
