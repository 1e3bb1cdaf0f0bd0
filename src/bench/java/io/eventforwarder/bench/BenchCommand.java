// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.cli.ContributedCommand;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code bench}: how fast this machine forwards, beside what a plain loop makes of it. */
@Command(
    name = "bench",
    description = {
      "Measures throughput and latency on this machine.",
      "Starts a Kafka broker, and in turn the job and the loops that it is compared with, each in a"
          + " process of its own; all listen on loopback only. Give it a quiet machine. All scenarios"
          + " take about an hour, --quick takes 2."
    })
public final class BenchCommand implements ContributedCommand {

  private static final long RECORDS = 1_000_000;
  private static final long QUICK_RECORDS = 300_000;
  private static final int ROUNDS = 3;
  private static final int QUICK_ROUNDS = 2;
  private static final Duration LATENCY_TIME = Duration.ofSeconds(20);
  private static final Duration QUICK_LATENCY_TIME = Duration.ofSeconds(8);

  @Option(
      names = {"-s", "--scenario"},
      split = ",",
      paramLabel = "SCENARIO",
      description = {
        "What to measure: ${COMPLETION-CANDIDATES}. May be repeated.",
        "Default: all but soak; with --quick throughput and latency."
      })
  private List<Scenario> scenarios = List.of();

  @Option(names = "--quick", description = "Only what says most, with fewer records and rounds.")
  private boolean quick;

  @Option(
      names = {"-n", "--records"},
      description =
          "Records of 1.5 KB in a measurement of throughput; longer ones are fewer."
              + " Default: 1000000, with --quick 300000.")
  private Long records;

  @Option(
      names = "--warm-up",
      description = "Records that go before each. Default: three times --records.")
  private Long warmUp;

  @Option(
      names = "--rounds",
      description = "How often each throughput is measured. Default: 3, with --quick 2.")
  private Integer rounds;

  @Option(
      names = "--latency-seconds",
      description = "How long each latency is measured. Default: 20, with --quick 8.")
  private Integer latencySeconds;

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
    long measured = records != null ? records : quick ? QUICK_RECORDS : RECORDS;
    BenchPlan plan =
        new BenchPlan(
            scenarios(),
            rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS,
            warmUp != null ? warmUp : 3 * measured,
            measured,
            latencySeconds != null
                ? Duration.ofSeconds(latencySeconds)
                : quick ? QUICK_LATENCY_TIME : LATENCY_TIME,
            Duration.ofMinutes(soakMinutes),
            heap,
            jvmOptions,
            settings,
            quick,
            output);
    check(plan);
    new Bench(plan, spec.commandLine().getOut()).run();
    return 0;
  }

  private Set<Scenario> scenarios() {
    if (!scenarios.isEmpty()) {
      return EnumSet.copyOf(scenarios);
    }
    return quick
        ? EnumSet.of(Scenario.THROUGHPUT, Scenario.LATENCY)
        : EnumSet.complementOf(EnumSet.of(Scenario.SOAK));
  }

  private void check(BenchPlan plan) {
    if (plan.rounds() < 1
        || plan.records() < 1
        || plan.warmUp() < 0
        || plan.latencyTime().toSeconds() < 1
        || soakMinutes < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds, --records, --latency-seconds and --soak-minutes must be at least 1,"
              + " --warm-up at least 0");
    }
    if (!heap.matches("\\d+[kmgKMG]?")) {
      throw new ParameterException(
          spec.commandLine(), "--heap must be a size such as 1g or 512m, was '" + heap + "'");
    }
  }
}
