// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.demo.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/forwarder run --resume}: one command, whatever ended it the last time. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LocalRunITCase {

  private static final Path FORWARDER =
      Path.of(System.getProperty("forwarder.dist"), "bin/forwarder");

  @TempDir private Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private int healthPort;

  @BeforeEach
  void choosePort() throws IOException {
    healthPort = FreePorts.next();
  }

  @Test
  void theSameCommandGoesOnAfterSigkillAndAfterSigterm() throws Exception {
    List<Process> processes = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of(), "384m");
        Scenario scenario = new Scenario(broker, directory, "local")) {
      scenario.startTraffic(500, 31);
      Path first = start(scenario, processes);
      scenario.awaitTasks(500);
      assertThat(Files.readString(first)).contains("no checkpoint to resume from");
      processes.get(0).destroyForcibly().waitFor();

      Path second = start(scenario, processes);
      scenario.awaitTasks(500);
      assertThat(Files.readString(second)).containsPattern("resuming from file:.*/chk-\\d+");
      awaitReady();
      processes.get(1).destroy();
      processes.get(1).waitFor();
      assertThat(Files.readString(second))
          .contains("stopped; to continue exactly here: the same command");

      Path third = start(scenario, processes);
      scenario.awaitAllForwarded();
      assertThat(Files.readString(third)).containsPattern("resuming from file:.*/savepoint-");
      awaitReady();
      processes.get(2).destroy();
      processes.get(2).waitFor();

      scenario.judge().assertExactlyOnce();
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void aStopWithoutABrokerIsBoundedAndTheSameCommandContinues() throws Exception {
    List<Process> processes = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of(), "384m");
        Scenario scenario = new Scenario(broker, directory, "stop")) {
      scenario.startTraffic(500, 32);
      Path first = start(scenario, processes, "--stop-timeout", "5");
      scenario.awaitTasks(500);
      broker.kill();
      processes.get(0).destroy();
      boolean hasEnded = processes.get(0).waitFor(30, TimeUnit.SECONDS);
      // The traffic ends only with a broker.
      broker.start();

      assertThat(hasEnded).isTrue();
      assertThat(processes.get(0).exitValue()).isEqualTo(1);
      assertThat(Files.readAllLines(first))
          .filteredOn(line -> line.startsWith("error: "))
          .singleElement()
          .asString()
          .matches(
              "error: stopped without a savepoint: .*; check that Kafka at \\S+ answers, and start"
                  + " again: --resume continues from the last checkpoint");

      Path second = start(scenario, processes);
      scenario.awaitAllForwarded();
      assertThat(Files.readString(second)).containsPattern("resuming from file:");
      awaitReady();
      processes.get(1).destroy();
      processes.get(1).waitFor();

      scenario.judge().assertExactlyOnce();
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  @Tag("faults")
  @Test
  void anAuditFollowsThroughAnOutageAndReportsOnSigint() throws Exception {
    List<Process> processes = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"), Map.of(), "384m");
        Scenario scenario = new Scenario(broker, directory, "follow")) {
      scenario.startTraffic(500, 33);
      start(scenario, processes);
      scenario.awaitTasks(500);
      Path log = startAudit(scenario, processes);
      awaitLine(log, "proven, no faults", 1);
      broker.kill();
      awaitLine(log, "waiting: ", 1);
      broker.start();
      scenario.awaitAllForwarded();
      int before = count(log, "proven, no faults");
      awaitLine(log, "proven, no faults", before + 1);
      awaitReady();
      processes.get(0).destroy();
      processes.get(0).waitFor();

      Process audit = processes.get(1);
      new ProcessBuilder("kill", "-INT", Long.toString(audit.pid())).start().waitFor();

      assertThat(audit.waitFor(30, TimeUnit.SECONDS)).isTrue();
      List<String> lines = Files.readAllLines(log);
      JsonNode summary = new JsonMapper().readTree(lines.get(lines.size() - 1)).path("summary");
      assertThat(summary.path("proven").asInt()).as(String.join("\n", lines)).isPositive();
      assertThat(summary.path("faults").asInt(-1)).isZero();
      assertThat(audit.exitValue()).isZero();
      scenario.judge().assertExactlyOnce();
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private Path startAudit(Scenario scenario, List<Process> processes) throws IOException {
    // A process in the background ignores SIGINT, and so do its children.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(List.of(FORWARDER.toString(), "audit", "--follow", "--output", "jsonl"));
    command.addAll(scenario.arguments());
    Path log = directory.resolve("audit.log");
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    return log;
  }

  private static void awaitLine(Path log, String text, int times) {
    await().atMost(Duration.ofMinutes(2)).until(() -> count(log, text) >= times);
  }

  private static int count(Path log, String text) throws IOException {
    return (int) Files.readAllLines(log).stream().filter(line -> line.contains(text)).count();
  }

  /** A job that is still starting cannot make a savepoint. */
  private void awaitReady() {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/ready")).build();
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Returns what the process prints to. */
  private Path start(Scenario scenario, List<Process> processes, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(FORWARDER.toString(), "run", "--resume"));
    command.addAll(List.of("--parallelism", "1", "--health-port", Integer.toString(healthPort)));
    command.addAll(List.of(options));
    command.addAll(scenario.arguments());
    Path log = directory.resolve("run-" + processes.size() + ".log");
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    return log;
  }
}
