// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.audit.Finding;
import io.eventforwarder.audit.Verdict;
import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.source.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around the job, and what its operators change. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OutagesITCase {

  private static final int PARALLELISM = 2;
  private static final int RECORDS_PER_SECOND = 1_000;
  private static final Set<TransactionState> AT_REST =
      EnumSet.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_COMMIT,
          TransactionState.COMPLETE_ABORT);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory;

  private BrokerProcess broker;
  private FlinkProcesses flink;

  @BeforeEach
  void start() throws Exception {
    broker =
        BrokerProcess.start(
            directory.resolve("broker"),
            Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
            "512m");
    flink = FlinkProcesses.start(directory.resolve("flink"), PARALLELISM, Map.of());
  }

  @AfterEach
  void stop() {
    if (flink != null) {
      flink.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void bothTaskManagersAreKilled() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "both")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 11);
      scenario.awaitTasks(500);

      long killed = System.currentTimeMillis();
      flink.killTaskManager(0);
      flink.killTaskManager(0);
      flink.startTaskManager();
      flink.startTaskManager();
      scenario.awaitRecovery(killed);

      scenario.verifyExactlyOnce();
    }
  }

  @Test
  void theBrokerIsNotReachedForLongerThanRequestsWait() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "unreachable")) {
      for (String side : new String[] {"source", "sink"}) {
        scenario.settings.put("kafka." + side + ".properties.request.timeout.ms", "3000");
      }
      scenario.settings.put("kafka.source.properties.default.api.timeout.ms", "5000");
      scenario.settings.put("kafka.sink.properties.delivery.timeout.ms", "5000");
      scenario.settings.put("kafka.sink.properties.max.block.ms", "5000");
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 12);
      scenario.awaitTasks(500);

      long paused = System.currentTimeMillis();
      signal("STOP", broker.pid());
      Thread.sleep(Duration.ofSeconds(20).toMillis());
      signal("CONT", broker.pid());
      scenario.awaitRecovery(paused);

      scenario.verifyExactlyOnce();
    }
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  @Test
  void theCheckpointDirectoryCannotBeWritten() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "unwritable")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 13);
      scenario.awaitTasks(500);

      // A directory without rights would not stop a test that runs as root.
      long gone = System.currentTimeMillis();
      Path away = scenario.checkpoints.resolveSibling("away");
      Files.move(scenario.checkpoints, away);
      Files.createFile(scenario.checkpoints);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> scenario.rest.checkpoints(scenario.job()).get("failed") > 0);
      Files.delete(scenario.checkpoints);
      Files.move(away, scenario.checkpoints);
      scenario.awaitRecovery(gone);

      scenario.verifyExactlyOnce();
    }
  }

  @Test
  void theParallelismChanges() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "rescaled")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 14);
      scenario.awaitTasks(500);

      scenario.submit(1, scenario.stop());
      scenario.awaitTasks(500);
      scenario.submit(PARALLELISM, scenario.stop());
      scenario.awaitTasks(500);

      scenario.verifyExactlyOnce();
    }
  }

  @Test
  void theSourceTopicGetsMorePartitions() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "grown");
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      scenario.settings.put("kafka.source.properties.partition.discovery.interval.ms", "1000");
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 15);
      scenario.awaitTasks(500);

      int partitions = Scenario.SOURCE_PARTITIONS + 2;
      admin
          .createPartitions(Map.of(scenario.source, NewPartitions.increaseTo(partitions)))
          .all()
          .get();
      scenario.awaitSourcePartitions(partitions);

      scenario.verifyExactlyOnce();
    }
  }

  @Test
  void routeFormatAndTopicsChangeBetweenSavepointAndResumption() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "changed")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(
          Map.of(
              scenario.source, EventStreamType.ERROR,
              scenario.moreSource, EventStreamType.TRANSACTION),
          RECORDS_PER_SECOND,
          16);
      scenario.awaitTasks(500);

      String savepoint = scenario.stop();
      scenario.settings.put("source.topics." + scenario.moreSource, "transaction");
      scenario.settings.put("dispatch.routes.post_process_errors", scenario.otherTasks);
      scenario.settings.put("dispatch.format", "json");
      scenario.submit(PARALLELISM, savepoint);
      scenario.awaitSourcePartitions(2 * Scenario.SOURCE_PARTITIONS);

      scenario.verifyExactlyOnce();
    }
  }

  /**
   * The output of a checkpoint is in transactions that are committed when the checkpoint is
   * complete. If no process commits them in time, the brokers abort them. The audit must report
   * that, since it cannot be repaired.
   */
  @Test
  void anOutageLongerThanTheTransactionTimeoutIsReportedWithItsOffsets() throws Exception {
    try (Scenario scenario = new Scenario(broker, flink, "expired")) {
      scenario.submit(PARALLELISM, null);
      scenario.startTraffic(RECORDS_PER_SECOND, 17);
      scenario.awaitTasks(500);
      String before = scenario.stop();

      // Now only a savepoint names transactions, and does not commit them.
      scenario.settings.put("flink.execution.checkpointing.min-pause", "1 h");
      scenario.settings.put("kafka.sink.properties.transaction.timeout.ms", "20000");
      scenario.submit(PARALLELISM, before);
      long records = scenario.traffic().records() + 3_000;
      await().atMost(PATIENCE).until(() -> scenario.traffic().records() > records);
      String savepoint = scenario.savepoint();

      flink.killAll();
      awaitNoTransactions();
      flink.startJobManager();
      for (int i = 0; i < PARALLELISM; i++) {
        flink.startTaskManager();
      }
      scenario.settings.put("flink.execution.checkpointing.min-pause", "0 s");
      scenario.settings.put("kafka.sink.properties.transaction.timeout.ms", "900000");
      scenario.submit(PARALLELISM, savepoint);
      scenario.awaitRecovery(System.currentTimeMillis());
      scenario.traffic().stop();
      scenario.awaitMoreCheckpoints(3);
      scenario.stop();

      Scenario.Verdict verdict = scenario.judge();
      assertThat(verdict.count().lost()).isNotEmpty();
      assertThat(verdict.count().repeated()).isZero();
      assertThat(verdict.findings())
          .hasSize(Scenario.SOURCE_PARTITIONS)
          .allMatch(finding -> finding.verdict() == Verdict.UNACCOUNTED)
          .allMatch(finding -> finding.partition().topic().equals(scenario.source))
          .allMatch(finding -> finding.offsets().from() > 0);
      assertThat(verdict.count().lost())
          .allMatch(lost -> verdict.findings().stream().anyMatch(finding -> covers(finding, lost)));
    }
  }

  private static boolean covers(Finding finding, Coordinates lost) {
    return finding.partition().partition() == lost.partition()
        && finding.offsets().contains(lost.offset());
  }

  private void awaitNoTransactions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  admin.listTransactions().all().get().stream()
                      .map(TransactionListing::state)
                      .allMatch(AT_REST::contains));
    }
  }
}
