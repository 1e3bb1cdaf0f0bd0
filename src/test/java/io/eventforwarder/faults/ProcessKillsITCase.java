// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import io.eventforwarder.bench.BrokerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while the job forwards. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ProcessKillsITCase {

  private static final int PARALLELISM = 2;
  private static final int RECORDS_PER_SECOND = 1_000;

  @TempDir private static Path directory;

  private static BrokerProcess broker;
  private static FlinkProcesses flink;

  @BeforeAll
  static void start() throws Exception {
    broker = BrokerProcess.start(directory.resolve("broker"), Map.of(), "512m");
    flink = FlinkProcesses.start(directory.resolve("flink"), PARALLELISM, Map.of());
  }

  @AfterAll
  static void stop() {
    if (flink != null) {
      flink.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void aTaskManager() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "task-manager")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 1);
      scenario.awaitTasks(500);

      long killed = System.currentTimeMillis();
      flink.killTaskManager(0);
      flink.startTaskManager();
      scenario.awaitRecovery(killed);

      scenario.verifyExactlyOnce();
    }
  }

  @Test
  void theJobManager() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "job-manager")) {
      scenario.submitResuming(PARALLELISM);
      scenario.startTraffic(RECORDS_PER_SECOND, 3);
      scenario.awaitTasks(500);

      long killed = System.currentTimeMillis();
      flink.killJobManager();
      flink.startJobManager();
      scenario.submitResuming(PARALLELISM);
      scenario.awaitRecovery(killed);

      scenario.verifyExactlyOnce();
    }
  }

  @Test
  void theBroker() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "broker")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 2);
      scenario.awaitTasks(500);

      long killed = System.currentTimeMillis();
      broker.kill();
      broker.start();
      scenario.awaitRecovery(killed);

      scenario.verifyExactlyOnce();
    }
  }
}
