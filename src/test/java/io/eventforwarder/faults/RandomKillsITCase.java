// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.bench.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long run with kills at random. The order of the kills and the pauses between them follow from
 * the seed; system properties {@code faults.seed}, {@code faults.kills}, {@code faults.records} and
 * {@code faults.rate} (records per second) change what is run.
 */
@Tag("faults")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class RandomKillsITCase {

  private static final long SEED = Long.getLong("faults.seed", 20_261);
  private static final int KILLS = Integer.getInteger("faults.kills", 32);
  private static final long RECORDS = Long.getLong("faults.records", 2_000_000);
  private static final int RATE = Integer.getInteger("faults.rate", 4_000);

  private static final int PARALLELISM = 2;
  private static final int SINKS = 3;
  private static final int MAX_PAUSE_MS = 4_000;

  /** Two or three in turn, and some more that were taken while those of a crash were ended. */
  private static final int IDS_OF_A_SUBTASK = 6;

  private enum Kill {
    TASK_MANAGER,
    BOTH_TASK_MANAGERS,
    JOB_MANAGER,
    WHOLE_FLINK_CLUSTER,
    BROKER,
    BROKER_AND_TASK_MANAGER
  }

  @TempDir private Path directory;

  private BrokerProcess broker;
  private FlinkProcesses flink;

  @Test
  void everyRecordHasExactlyOneOutcome() throws Exception {
    Random random = new Random(SEED);
    Map<Kill, Integer> kills = new EnumMap<>(Kill.class);
    try (BrokerProcess brokerProcess =
            BrokerProcess.start(directory.resolve("broker"), Map.of(), "768m");
        FlinkProcesses flinkProcesses =
            FlinkProcesses.start(directory.resolve("flink"), PARALLELISM, Map.of());
        Scenario scenario = new Scenario(brokerProcess, flinkProcesses, "random")) {
      broker = brokerProcess;
      flink = flinkProcesses;
      scenario.submitResuming(PARALLELISM);
      scenario.startTraffic(RATE, SEED);
      scenario.awaitTasks(1_000);
      for (Kill kill : schedule(random)) {
        Thread.sleep(random.nextInt(MAX_PAUSE_MS));
        long time = System.currentTimeMillis();
        run(kill, scenario);
        kills.merge(kill, 1, Integer::sum);
        // Now and then the next one comes before all has recovered.
        if (random.nextInt(4) > 0) {
          System.out.printf(
              "%s: recovered after %,d ms, %,d records%n",
              name(kill), scenario.awaitRecovery(time), scenario.traffic().records());
        }
      }
      await().atMost(Duration.ofHours(1)).until(() -> scenario.traffic().records() >= RECORDS);
      scenario.awaitAllForwarded();
      scenario.stop();

      Scenario.Verdict verdict = scenario.judge();
      List<TransactionListing> transactions = transactions();
      report(kills, scenario.recoveries(), verdict, transactions);
      verdict.assertExactlyOnce();
      assertThat(transactions)
          .hasSizeLessThanOrEqualTo(SINKS * PARALLELISM * IDS_OF_A_SUBTASK)
          .noneMatch(transaction -> transaction.state() == TransactionState.ONGOING);
    }
  }

  /** As many of each kind as there can be, in the order of the seed. */
  private static List<Kill> schedule(Random random) {
    List<Kill> schedule = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      schedule.add(Kill.values()[i % Kill.values().length]);
    }
    Collections.shuffle(schedule, random);
    return schedule;
  }

  private void run(Kill kill, Scenario scenario) throws Exception {
    switch (kill) {
      case TASK_MANAGER -> replaceTaskManagers(1);
      case BOTH_TASK_MANAGERS -> replaceTaskManagers(PARALLELISM);
      case JOB_MANAGER -> {
        flink.killJobManager();
        flink.startJobManager();
        scenario.submitResuming(PARALLELISM);
      }
      case WHOLE_FLINK_CLUSTER -> {
        flink.killAll();
        flink.startJobManager();
        startTaskManagers(PARALLELISM);
        scenario.submitResuming(PARALLELISM);
      }
      case BROKER -> {
        broker.kill();
        broker.start();
      }
      case BROKER_AND_TASK_MANAGER -> {
        broker.kill();
        replaceTaskManagers(1);
        broker.start();
      }
    }
  }

  private void replaceTaskManagers(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      flink.killTaskManager(0);
    }
    startTaskManagers(count);
  }

  private void startTaskManagers(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      flink.startTaskManager();
    }
  }

  private List<TransactionListing> transactions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return List.copyOf(admin.listTransactions().all().get());
    }
  }

  private static void report(
      Map<Kill, Integer> kills,
      List<Long> recoveries,
      Scenario.Verdict verdict,
      List<TransactionListing> transactions) {
    List<Long> sorted = recoveries.stream().sorted().toList();
    System.out.printf("%nfaults report%n");
    System.out.printf("  seed                      %d%n", SEED);
    kills.forEach((kill, count) -> System.out.printf("  %-24s  %d kills%n", name(kill), count));
    System.out.printf("  records                   %,d%n", verdict.records());
    System.out.printf("  tasks                     %,d%n", verdict.count().tasks());
    System.out.printf("  lost                      %,d%n", verdict.count().lost().size());
    System.out.printf("  duplicated                %,d%n", verdict.count().repeated());
    System.out.printf("  faults by audit           %,d%n", verdict.faults());
    if (!sorted.isEmpty()) {
      System.out.printf(
          "  recovery                  median %.1f s, worst %.1f s (%d measured)%n",
          sorted.get(sorted.size() / 2) / 1e3, sorted.get(sorted.size() - 1) / 1e3, sorted.size());
    }
    System.out.printf("  transactional ids left    %d%n%n", transactions.size());
  }

  private static String name(Kill kill) {
    return kill.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
