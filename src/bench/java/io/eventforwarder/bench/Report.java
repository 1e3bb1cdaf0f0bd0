// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The results as Markdown. */
final class Report {

  private static final String WHOLE = "%,.0f";
  private static final String TWO_DIGITS = "%.2f";

  /** Below this, numbers are printed with two digits after the point. */
  private static final int SMALL = 10;

  private final StringBuilder text = new StringBuilder();

  private Report() {}

  static String of(BenchResults results) {
    Report report = new Report();
    report.conditions(results.conditions());
    report.requirements(Requirement.check(results));
    report.throughput("Throughput", results.rounds(Scenario.THROUGHPUT));
    report.against(results.rounds(Scenario.THROUGHPUT));
    report.throughput("Throughput by parallelism", results.rounds(Scenario.SCALING));
    report.throughput("Throughput with a ledger and without", results.rounds(Scenario.LEDGER));
    report.throughput("Throughput by size of the values", results.rounds(Scenario.SIZES));
    report.sustainable(results.sustainable());
    report.latency("Latency by load", "of each by itself", results.latency(Scenario.LATENCY));
    report.latency(
        "Latency by checkpoint interval",
        "of the first for all",
        results.latency(Scenario.INTERVALS));
    report.soak(results.soak());
    return report.text.toString();
  }

  /** {@code 200 ms}, {@code 1 s}. */
  static String time(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  private void conditions(Conditions conditions) {
    Machine machine = conditions.machine();
    Amount amount = conditions.amount();
    line("# Measurements of %s", conditions.started());
    line("");
    line(
        "%s, %d processors, %.0f GiB, %s, Java %s; broker, job and loops on the same processors.",
        machine.processor(),
        machine.processors(),
        machine.memoryBytes() / (double) (1L << 30),
        machine.system(),
        machine.java());
    line(
        "Medians of %d round(s) with their ranges in parentheses; %,d records of 1.5 KB each, after"
            + " %,d to warm up. Load average before the start: %.2f.",
        amount.rounds(), amount.records(), amount.warmUp(), machine.loadAverage());
    if (!conditions.settings().isEmpty()) {
      line("Settings of the job: %s.", conditions.settings());
    }
    if (conditions.against() != null) {
      line("The other version is that in %s.", conditions.against());
    }
    line("");
  }

  private void requirements(List<Requirement> requirements) {
    if (requirements.isEmpty()) {
      return;
    }
    heading("Requirements", "what", "measured", "pass", "goal", "");
    for (Requirement one : requirements) {
      String format = one.pass() < SMALL ? TWO_DIGITS : WHOLE;
      row(
          one.what(),
          spread(format, one.measured()),
          number(format, one.pass()),
          number(format, one.goal()),
          one.meetsGoal() ? "goal" : one.passes() ? "pass" : "missed");
    }
    line("");
  }

  private void throughput(String title, Rounds rounds) {
    if (rounds.all().isEmpty()) {
      return;
    }
    heading(
        title,
        "records",
        "partitions",
        "",
        "records/s",
        "CPU seconds per million",
        "CPU against the floor",
        "GC share",
        "peak memory",
        "bytes per task, compressed");
    for (Subject subject : rounds.subjects()) {
      row(
          subject.workload().title(),
          Integer.toString(subject.partitions()),
          subject.variant().title(),
          spread(WHOLE, rounds.spread(subject, Rates::recordsPerSecond)),
          spread(TWO_DIGITS, rounds.spread(subject, Rates::cpuSecondsPerMillion)),
          spread(
              TWO_DIGITS,
              rounds.ratio(
                  subject, subject.with(subject.variant().floor()), Rates::cpuSecondsPerMillion)),
          percent(median(rounds, subject, Rates::gcShare)),
          memory(median(rounds, subject, Rates::peakMemoryBytes)),
          number(WHOLE, median(rounds, subject, Rates::taskBytes)));
    }
    line("");
  }

  /** Both versions took turns, so ranges that do not overlap are a difference. */
  private void against(Rounds rounds) {
    List<Subject> others =
        rounds.subjects().stream().filter(subject -> subject.variant().other()).toList();
    if (others.isEmpty()) {
      return;
    }
    heading(
        "Against the other version",
        "records",
        "",
        "",
        "this version",
        "other version",
        "ratio",
        "ranges overlap");
    for (Subject other : others) {
      Subject own = other.with(other.variant().inThisVersion());
      row(rounds, own, other, "records/s", Rates::recordsPerSecond);
      row(rounds, own, other, "CPU seconds per million", Rates::cpuSecondsPerMillion);
    }
    line("");
  }

  private void row(
      Rounds rounds, Subject own, Subject other, String name, ToDoubleFunction<Rates> quantity) {
    Spread first = rounds.spread(own, quantity).orElseThrow();
    Spread second = rounds.spread(other, quantity).orElseThrow();
    String format = first.median() < SMALL ? TWO_DIGITS : WHOLE;
    row(
        own.workload().title(),
        own.variant().title(),
        name,
        spread(format, first),
        spread(format, second),
        spread(TWO_DIGITS, rounds.ratio(own, other, quantity)),
        rounds.count() == 1 ? "one round" : first.overlaps(second) ? "yes" : "no");
  }

  private static double median(Rounds rounds, Subject subject, ToDoubleFunction<Rates> quantity) {
    return rounds.spread(subject, quantity).orElseThrow().median();
  }

  private void sustainable(List<Sustainable> rates) {
    if (rates.isEmpty()) {
      return;
    }
    heading(
        "Sustainable rate of generator, broker, job and consumer together",
        "",
        "sustained, records/s",
        "backlog grows, records/s");
    for (Sustainable one : rates) {
      row(
          one.guarantee().title(),
          number(WHOLE, one.recordsPerSecond()),
          Double.isInfinite(one.notSustained()) ? "not tried" : number(WHOLE, one.notSustained()));
    }
    line("");
  }

  private void latency(String title, String rateOfLoad, List<Latency> measurements) {
    if (measurements.isEmpty()) {
      return;
    }
    heading(
        title,
        "",
        "load",
        "records/s offered",
        "arrived",
        "p50, ms",
        "p99, ms",
        "p99.9, ms",
        "max, ms");
    for (LatencyRow row : LatencyRow.of(measurements)) {
      row(
          row.first().guarantee().title(),
          percent(row.first().load()),
          number(WHOLE, row.first().offered()),
          number(WHOLE, row.spread(Ages::perSecond).median()),
          spread(WHOLE, row.spread(Ages::p50)),
          spread(WHOLE, row.spread(Ages::p99)),
          spread(WHOLE, row.spread(Ages::p999)),
          spread(WHOLE, row.spread(Ages::max)));
    }
    line("");
    line(
        "From the time at which a record was due to the arrival of its task at a read_committed"
            + " consumer. The generator never waits for the output. Load is a share of the"
            + " sustainable rate, %s.",
        rateOfLoad);
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

  private static String spread(String format, Optional<Spread> spread) {
    return spread.map(one -> spread(format, one)).orElse("");
  }

  private static String spread(String format, Spread spread) {
    String median = number(format, spread.median());
    return spread.min() == spread.max()
        ? median
        : median + " (" + number(format, spread.min()) + "–" + number(format, spread.max()) + ")";
  }

  private static String percent(double share) {
    return number("%.0f %%", 100 * share);
  }

  private static String memory(double bytes) {
    return bytes < 0 ? "unknown" : number("%,.0f MiB", bytes / (1 << 20));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void heading(String title, String... columns) {
    line("## %s", title);
    line("");
    row(columns);
    text.append("|---".repeat(columns.length)).append("|\n");
  }

  private void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
