// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void measuresEachSideInAProcessOfItsOwn() throws Exception {
    CommandLineRun run =
        CommandLineRun.of(
            "bench",
            "--quick",
            "--scenario=throughput,latency",
            "--records=6000",
            "--warm-up=500",
            "--rounds=1",
            "--latency-seconds=1",
            "--heap=512m",
            "--output=" + directory);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains("| exactly-once against at-least-once |")
        .contains("| 1.5 KB with headers | 1 | plain loop |")
        .contains("the job writes the plain loop's tasks, byte for byte: 2,000 compared");
    JsonNode results = new JsonMapper().readTree(directory.resolve("results.json").toFile());
    assertThat(results.path("throughput"))
        .extracting(one -> one.path("variant").path("side").textValue())
        .containsExactly("POLL", "PLAIN", "AT_LEAST_ONCE", "EXACTLY_ONCE");
    assertThat(results.path("throughput"))
        .allSatisfy(
            one -> {
              assertThat(one.path("recordsPerSecond").doubleValue()).isPositive();
              assertThat(one.path("cpuSecondsPerMillion").doubleValue()).isPositive();
            });
    JsonNode latency = results.path("latency").path(0);
    assertThat(latency.path("arrived").doubleValue()).isPositive();
    assertThat(latency.path("p50").longValue()).isPositive();
    assertThat(latency.path("p99").longValue())
        .isGreaterThanOrEqualTo(latency.path("p50").longValue());
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThat(CommandLineRun.of("bench", "--rounds=0").err()).contains("--rounds");
    assertThat(CommandLineRun.of("bench", "--heap=much").err()).contains("'much'");
    assertThat(CommandLineRun.of("bench", "--scenario=speed").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
