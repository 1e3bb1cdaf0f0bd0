// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.bench.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/forwarder run --resume}: one command, whatever ended it the last time. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LocalRunITCase {

  private static final Path FORWARDER =
      Path.of(System.getProperty("forwarder.dist"), "bin/forwarder");

  @TempDir private Path directory;

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
      processes.get(1).destroy();
      processes.get(1).waitFor();
      assertThat(Files.readString(second))
          .contains("stopped; to continue exactly here: the same command");

      Path third = start(scenario, processes);
      scenario.awaitAllForwarded();
      assertThat(Files.readString(third)).containsPattern("resuming from file:.*/savepoint-");
      processes.get(2).destroy();
      processes.get(2).waitFor();

      scenario.judge().assertExactlyOnce();
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  /** Returns what the process prints to. */
  private Path start(Scenario scenario, List<Process> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of(FORWARDER.toString(), "run", "--resume"));
    command.addAll(List.of("--parallelism", "1"));
    command.addAll(scenario.arguments());
    Path log = directory.resolve("run-" + processes.size() + ".log");
    processes.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    return log;
  }
}
