// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.cli.ContributedCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: how fast this machine forwards, and what the same work costs in plain loops. */
@Command(
    name = "bench",
    description = {
      "Measures throughput and latency on this machine.",
      "Starts a Kafka broker and, one after another, the job and the loops for comparison, each in a"
          + " process of its own. All listen on loopback only. Needs a quiet machine. All scenarios"
          + " take about 100 minutes, --quick takes 3."
    })
public final class BenchCommand implements ContributedCommand {

  private static final long RECORDS = 1_000_000;
  private static final long QUICK_RECORDS = 150_000;
  private static final int ROUNDS = 3;
  private static final int QUICK_ROUNDS = 2;
  private static final int LATENCY_SECONDS = 20;
  private static final int QUICK_LATENCY_SECONDS = 5;

  private static final double FIRST_RATE = 16_000;
  private static final double PRECISION = 0.05;
  private static final double QUICK_PRECISION = 0.3;

  @Option(
      names = {"-s", "--scenario"},
      split = ",",
      paramLabel = "SCENARIO",
      description = {
        "What to measure: ${COMPLETION-CANDIDATES}. May be repeated.",
        "Default: all but scaling and soak; with --quick throughput and latency.",
        "Set --heap 4g for scaling: 16 subtasks need more than one."
      })
  private List<Scenario> scenarios = List.of();

  @Option(
      names = "--quick",
      description = "Only the most informative parts, with fewer records and rounds.")
  private boolean quick;

  @Option(
      names = "--against",
      paramLabel = "DIRECTORY",
      description =
          "An unpacked distribution of another version. The scenario throughput also measures its"
              + " job, in turn with this one's, and compares the two.")
  private Path against;

  @Option(
      names = {"-n", "--records"},
      description =
          "Records of 1.5 KB in a measurement of throughput; longer ones are fewer."
              + " Default: 1000000, with --quick 150000.")
  private Long records;

  @Option(
      names = "--warm-up",
      description = "Records before each measurement. Default: three times --records.")
  private Long warmUp;

  @Option(
      names = "--rounds",
      description =
          "How often each throughput and latency is measured. Default: 3, with --quick 2 and 1.")
  private Integer rounds;

  @Option(
      names = "--latency-seconds",
      description = "How long each latency is measured. Default: 20, with --quick 5.")
  private Integer latencySeconds;

  @Option(
      names = "--max-rate",
      defaultValue = "1000000",
      paramLabel = "RECORDS",
      description =
          "Highest rate, in records/s, in the search for the sustainable rate."
              + " Default: ${DEFAULT-VALUE}.")
  private double maxRate;

  @Option(
      names = "--soak-minutes",
      defaultValue = "10",
      description = "How long the soak runs. Default: ${DEFAULT-VALUE}.")
  private int soakMinutes;

  @Option(
      names = "--heap",
      defaultValue = "1g",
      paramLabel = "SIZE",
      description = "Heap of each measured process. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "Option of the Java virtual machine of each measured process. May be repeated.")
  private List<String> jvmOptions = List.of();

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Setting of the job, as in conf/forwarder.yaml. May be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "bench-results",
      paramLabel = "DIRECTORY",
      description = "Where results, plots and logs go. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    BenchPlan plan = new BenchPlan(scenarios(), quick, amount(), latencyPlan(), processes());
    new Bench(plan, output, spec.commandLine().getOut()).run();
    return 0;
  }

  private Set<Scenario> scenarios() {
    if (!scenarios.isEmpty()) {
      return EnumSet.copyOf(scenarios);
    }
    return quick
        ? EnumSet.of(Scenario.THROUGHPUT, Scenario.LATENCY)
        : EnumSet.complementOf(EnumSet.of(Scenario.SCALING, Scenario.SOAK));
  }

  private Amount amount() {
    long measured = records != null ? records : quick ? QUICK_RECORDS : RECORDS;
    return new Amount(
        rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS,
        warmUp != null ? warmUp : 3 * measured,
        measured,
        soakMinutes);
  }

  private LatencyPlan latencyPlan() {
    int seconds =
        latencySeconds != null ? latencySeconds : quick ? QUICK_LATENCY_SECONDS : LATENCY_SECONDS;
    RateSearch search =
        new RateSearch(Math.min(FIRST_RATE, maxRate), maxRate, quick ? QUICK_PRECISION : PRECISION);
    return quick
        ? new LatencyPlan(
            rounds != null ? rounds : 1,
            seconds,
            List.of(Guarantee.EXACTLY_ONCE_1_S),
            List.of(0.9, 0.5, 0.1),
            search)
        : new LatencyPlan(
            rounds != null ? rounds : ROUNDS,
            seconds,
            List.of(
                Guarantee.EXACTLY_ONCE_1_S, Guarantee.EXACTLY_ONCE_200_MS, Guarantee.AT_LEAST_ONCE),
            List.of(0.9, 0.75, 0.5, 0.25, 0.1),
            search);
  }

  private Processes processes() {
    return new Processes(
        heap, jvmOptions, settings, against == null ? null : new Distribution(against));
  }

  private void check() throws IOException {
    Amount amount = amount();
    require(
        amount.rounds() >= 1
            && amount.records() >= 1
            && amount.warmUp() >= 0
            && latencyPlan().seconds() >= 1
            && soakMinutes >= 1,
        "--rounds, --records, --latency-seconds and --soak-minutes must be at least 1,"
            + " --warm-up at least 0");
    require(
        maxRate >= RateSearch.LOWEST && maxRate < Double.POSITIVE_INFINITY,
        "--max-rate must be at least " + (int) RateSearch.LOWEST + ", was " + maxRate);
    require(
        heap.matches("\\d+[kmgKMG]?"),
        "--heap must be a size such as 1g or 512m, was '" + heap + "'");
    if (against != null) {
      require(
          scenarios().contains(Scenario.THROUGHPUT),
          "--against needs the scenario throughput; add it to --scenario");
      require(
          processes().against().isComplete(),
          "--against must be the directory of an unpacked distribution; '"
              + against
              + "' has no lib/forwarder/*-bench.jar");
    }
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
