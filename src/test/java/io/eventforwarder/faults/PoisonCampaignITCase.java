// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.job.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that are wrong in every way at once: timestamps, headers, values, sizes. No record may
 * stop or restart the job, and each has exactly one outcome. System properties {@code poison.seed},
 * {@code poison.records} and {@code poison.scenario} (one of the eight) change what is run.
 */
class PoisonCampaignITCase {

  private static final long SEED = Long.getLong("poison.seed", 20_262);
  private static final int ALL = -1;
  private static final int SCENARIO = Integer.getInteger("poison.scenario", ALL);
  private static final int MAX_PARALLELISM = 2;

  @TempDir private Path savepoints;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyRecordOfASampleHasExactlyOneOutcome() throws Exception {
    run(Integer.getInteger("poison.records", 10_000));
  }

  @Test
  @Tag("faults")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void everyRecordHasExactlyOneOutcome() throws Exception {
    run(Integer.getInteger("poison.records", 200_000));
  }

  private void run(int records) throws Exception {
    List<PoisonScenario> scenarios = PoisonScenario.all();
    System.out.printf("poison.seed=%d poison.records=%d%n", SEED, records);
    List<String> problems = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        LocalCluster cluster = LocalCluster.start(Map.of(), MAX_PARALLELISM)) {
      for (PoisonScenario scenario : scenarios) {
        if (SCENARIO != ALL && SCENARIO != scenario.number()) {
          continue;
        }
        long start = System.nanoTime();
        List<String> found =
            new PoisonRun(broker, cluster, scenario, SEED, records / scenarios.size())
                .run(savepoints);
        if (!found.isEmpty()) {
          problems.add(scenario + "\n    " + String.join("\n    ", found));
        }
        System.out.printf("%s: %.1f s%n", scenario, (System.nanoTime() - start) / 1e9);
      }
    }
    assertThat(String.join("\n", problems))
        .as("poison.seed=%d poison.records=%d", SEED, records)
        .isEmpty();
  }
}
