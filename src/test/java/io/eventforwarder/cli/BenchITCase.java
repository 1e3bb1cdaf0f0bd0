// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command from end to end; it fails if job and plain loop do not write the same tasks. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BenchITCase {

  @TempDir private Path directory;

  /** The other version is this one, from the distribution that the build made. */
  @Test
  void measuresEachSideInAProcessOfItsOwn() throws Exception {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "--quick",
            "--scenario=throughput,latency",
            "--against=" + System.getProperty("forwarder.dist"),
            "--records=6000",
            "--warm-up=500",
            "--rounds=1",
            "--latency-seconds=1",
            "--max-rate=1000",
            "--heap=512m",
            "--jvm-option=-XX:TieredStopAtLevel=1",
            "--output=" + directory);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains("| CPU against the floor loop, 1.5 KB with headers |")
        .contains("| 1.5 KB with headers | 1 | plain loop |")
        .contains("| 1.5 KB with headers | job, exactly-once | records/s |")
        .contains("| exactly-once, 1 s | 90 % |")
        .contains("the job writes the plain loop's tasks, byte for byte: 2,000 compared");
    JsonNode results = new JsonMapper().readTree(directory.resolve("results.json").toFile());
    JsonNode throughput = results.path("throughput").path("THROUGHPUT");
    assertThat(throughput)
        .extracting(
            one -> one.path("subject").path("variant").path("side").textValue(),
            one -> one.path("subject").path("variant").path("other").booleanValue())
        .containsExactly(
            tuple("POLL", false),
            tuple("FLOOR", false),
            tuple("PLAIN", false),
            tuple("EXACTLY_ONCE", false),
            tuple("EXACTLY_ONCE", true));
    assertThat(throughput)
        .allSatisfy(
            one -> {
              assertThat(one.path("rates").path("recordsPerSecond").doubleValue()).isPositive();
              assertThat(one.path("rates").path("cpuSecondsPerMillion").doubleValue()).isPositive();
            });
    checkSizes(throughput);
    checkLatency(results);
    assertThat(directory.resolve("latency-by-load.png")).isNotEmptyFile();
  }

  /** The floor loop is a floor only if its tasks take as much room as the job's. */
  private static void checkSizes(JsonNode throughput) {
    double floor = throughput.path(1).path("rates").path("taskBytes").doubleValue();
    double job = throughput.path(3).path("rates").path("taskBytes").doubleValue();

    assertThat(floor).isPositive().isCloseTo(job, withinPercentage(10));
  }

  private static void checkLatency(JsonNode results) {
    JsonNode trial = results.path("sustainable").path(0).path("trials").path(0);
    JsonNode latency = results.path("latency").path("LATENCY");

    assertThat(trial.path("offered").doubleValue()).isEqualTo(1_000);
    assertThat(latency).hasSize(3);
    assertThat(latency)
        .allSatisfy(
            one -> {
              JsonNode ages = one.path("ages");
              assertThat(ages.path("perSecond").doubleValue())
                  .isCloseTo(one.path("offered").doubleValue(), withinPercentage(2));
              assertThat(ages.path("p50").longValue()).isPositive();
              assertThat(ages.path("p99").longValue())
                  .isGreaterThanOrEqualTo(ages.path("p50").longValue());
            });
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThat(CommandLineRun.of("bench", "--rounds=0").err()).contains("--rounds");
    assertThat(CommandLineRun.of("bench", "--max-rate=1").err()).contains("--max-rate");
    assertThat(CommandLineRun.of("bench", "--heap=much").err()).contains("'much'");
    assertThat(CommandLineRun.of("bench", "--scenario=speed").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(CommandLineRun.of("bench", "--against=" + directory).err())
        .contains("'" + directory + "' has no lib/forwarder/*-bench.jar");
    assertThat(CommandLineRun.of("bench", "--scenario=sizes", "--against=" + directory).err())
        .contains("--against needs the scenario throughput");
  }
}
