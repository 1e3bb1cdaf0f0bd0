// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as Markdown. */
final class Report {

  private final StringBuilder text = new StringBuilder();

  private Report() {}

  static String of(BenchResults results) {
    Report report = new Report();
    report.machine(results);
    report.requirements(Requirement.check(results));
    report.throughput("Throughput", results.throughput());
    report.throughput("Throughput with a ledger and without", results.ledger());
    report.throughput("Throughput by size of the values", results.sizes());
    report.latency("Latency", results.latency());
    report.latency("Latency by checkpoint interval", results.intervals());
    report.soak(results.soak());
    return report.text.toString();
  }

  /** {@code 200 ms}, {@code 1 s}. */
  static String time(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  private void machine(BenchResults results) {
    Machine machine = results.machine();
    line("# Measurements of %s", results.started());
    line("");
    line(
        "%s, %d processors, %.0f GiB, %s, Java %s; broker, job and loops on the same processors.",
        machine.processor(),
        machine.processors(),
        machine.memoryBytes() / (double) (1L << 30),
        machine.system(),
        machine.java());
    line(
        "Medians of %d round(s), in brackets the least and the most; %,d records of 1.5 KB each,"
            + " behind %,d to warm up. Load average before the start: %.2f.",
        results.rounds(), results.records(), results.warmUp(), machine.loadAverage());
    if (!results.settings().isEmpty()) {
      line("Settings of the job: %s.", results.settings());
    }
    line("");
  }

  private void requirements(List<Requirement> requirements) {
    if (requirements.isEmpty()) {
      return;
    }
    line("## What must be reached");
    line("");
    line("| what | measured | floor | goal | |");
    line("|---|---|---|---|---|");
    for (Requirement one : requirements) {
      String format = one.unit().isEmpty() ? "%.2f" : "%,.0f " + one.unit();
      line(
          "| %s | %s | %s | %s | %s |",
          one.what(),
          number(format, one.measured()),
          number(format, one.floor()),
          number(format, one.goal()),
          one.meetsGoal() ? "goal" : one.meetsFloor() ? "floor" : "missed");
    }
    line("");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void throughput(String title, List<Throughput> measurements) {
    if (measurements.isEmpty()) {
      return;
    }
    line("## %s", title);
    line("");
    line(
        "| records | partitions | | records/s | MB/s | CPU seconds per million | GC share | peak"
            + " memory |");
    line("|---|---|---|---|---|---|---|---|");
    for (List<Throughput> rounds : byVariant(measurements)) {
      Throughput first = rounds.get(0);
      line(
          "| %s | %d | %s | %s | %s | %s | %.1f %% | %s |",
          first.workload().title(),
          first.partitions(),
          first.variant().title(),
          spread("%,.0f", rounds.stream().mapToDouble(Throughput::recordsPerSecond).toArray()),
          spread("%,.0f", rounds.stream().mapToDouble(Throughput::megabytesPerSecond).toArray()),
          spread("%.2f", rounds.stream().mapToDouble(Throughput::cpuSecondsPerMillion).toArray()),
          100 * Spread.of(rounds.stream().mapToDouble(Throughput::gcShare).toArray()).median(),
          memory(rounds.stream().mapToLong(Throughput::peakMemoryBytes).max().orElse(-1)));
    }
    line("");
  }

  private static List<List<Throughput>> byVariant(List<Throughput> measurements) {
    record Key(Workload workload, int partitions, Variant variant) {}

    Map<Key, List<Throughput>> groups = new LinkedHashMap<>();
    for (Throughput one : measurements) {
      groups
          .computeIfAbsent(
              new Key(one.workload(), one.partitions(), one.variant()), key -> new ArrayList<>())
          .add(one);
    }
    return List.copyOf(groups.values());
  }

  private static String spread(String format, double... values) {
    Spread spread = Spread.of(values);
    String median = number(format, spread.median());
    return values.length == 1
        ? median
        : median + " (" + number(format, spread.min()) + "–" + number(format, spread.max()) + ")";
  }

  private static String memory(long bytes) {
    return bytes < 0 ? "unknown" : number("%,.0f MiB", bytes / (double) (1 << 20));
  }

  private void latency(String title, List<Latency> measurements) {
    if (measurements.isEmpty()) {
      return;
    }
    line("## %s", title);
    line("");
    line(
        "Milliseconds from a record's timestamp to its task's arrival at a read_committed consumer.");
    line("");
    line(
        "| | checkpoint interval | load | records/s due | arrived | p50 | p90 | p99 | p99.9 | most"
            + " |");
    line("|---|---|---|---|---|---|---|---|---|---|");
    for (Latency one : measurements) {
      line(
          "| %s | %s | %.0f %% | %,.0f | %,.0f | %,d | %,d | %,d | %,d | %,d |",
          one.side().title(),
          time(one.checkpointMillis()),
          100 * one.load(),
          one.offered(),
          one.arrived(),
          one.p50(),
          one.p90(),
          one.p99(),
          one.p999(),
          one.max());
    }
    line("");
  }

  private void soak(Soak soak) {
    if (soak == null) {
      return;
    }
    line("## Full load for %,d s", soak.seconds());
    line("");
    line(
        "%,.0f records/s; heap after garbage collection %s in the first minute, %s in the last;"
            + " peak memory %s.",
        soak.recordsPerSecond(),
        memory(soak.firstHeapBytes()),
        memory(soak.lastHeapBytes()),
        memory(soak.peakMemoryBytes()));
    line("");
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
