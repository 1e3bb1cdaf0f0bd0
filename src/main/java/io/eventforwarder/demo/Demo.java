// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.audit.PartitionTotals;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Broker, job, traffic and proof, in one process. */
public final class Demo {

  private static final int VALUE_BYTES = 1_500;
  private static final long SEED = 42;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_DISCREPANCIES = 10;

  private final int count;
  private final boolean keepRunning;
  private final PrintWriter out;

  public Demo(int count, boolean keepRunning, PrintWriter out) {
    this.count = count;
    this.keepRunning = keepRunning;
    this.out = out;
  }

  /** True if every produced record came out exactly once, where it belongs. */
  public boolean run() throws Exception {
    say("starting a Kafka broker ...");
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      DemoTopics.create(broker);
      Accounts accounts = new Accounts();
      say(
          "producing %,d records to %s ...",
          count, String.join(", ", DemoTopics.sources().keySet()));
      produce(broker, accounts);
      Map<String, String> settings = DemoTopics.settings(broker.bootstrapServers());
      // What fails here is to be seen, not retried.
      settings.put("flink.restart-strategy.type", "none");
      ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings, Map.of());
      StreamExecutionEnvironment env = ForwarderJob.prepare(config);
      say("starting a Flink cluster ...");
      try (LocalCluster cluster =
          LocalCluster.start(config.flinkProperties(), env.getParallelism())) {
        JobID job = cluster.submit(env, ForwarderJob.JOB_NAME);
        say("forwarding; Flink web interface: %s", cluster.webInterface());
        boolean accounted = account(broker, cluster, job, accounts) & audit(config);
        if (keepRunning) {
          explore(broker, cluster);
        }
        return accounted;
      }
    }
  }

  private void produce(EmbeddedBroker broker, Accounts accounts) {
    try (SampleProducer producer = SampleProducer.connect(broker.bootstrapServers(), Map.of())) {
      producer.produce(
          new SampleTraffic(SEED, VALUE_BYTES), DemoTopics.sources(), count, 0, accounts::produced);
    }
  }

  /**
   * Follows the output until all is accounted for, then stops the job and looks for repetitions.
   */
  private boolean account(EmbeddedBroker broker, LocalCluster cluster, JobID job, Accounts accounts)
      throws Exception {
    try (OutputReader output = new OutputReader(broker.bootstrapServers(), accounts)) {
      try (ProgressBar progress = progressBar()) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (accounts.accounted() < accounts.produced() && System.nanoTime() < deadline) {
          output.poll();
          if (cluster.end(job).isDone()) {
            cluster.end(job).get();
          }
          progress.stepTo(accounts.accounted());
        }
      }
      if (!keepRunning) {
        stop(cluster, job);
      }
      output.readToEnd();
      new DemoReport(out).print(accounts, output);
      return report(accounts);
    }
  }

  private ProgressBar progressBar() {
    return new ProgressBarBuilder()
        .setTaskName("forwarded")
        .setInitialMax(count)
        .setMaxRenderedLength(72)
        .continuousUpdate()
        .build();
  }

  private static void stop(LocalCluster cluster, JobID job) throws Exception {
    Path savepoints = Files.createTempDirectory("forwarder-demo");
    try {
      cluster.stop(job, savepoints.toUri().toString(), PATIENCE);
    } finally {
      delete(savepoints);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private boolean report(Accounts accounts) {
    List<String> discrepancies = accounts.discrepancies();
    if (discrepancies.isEmpty()) {
      say("all %,d records accounted for, each exactly once", accounts.produced());
      return true;
    }
    say("%,d records not accounted for exactly once:", discrepancies.size());
    discrepancies.stream().limit(MAX_DISCREPANCIES).forEach(line -> say("  %s", line));
    return false;
  }

  /** Lets the ledger, which has not seen what was produced, say the same. */
  private boolean audit(ForwarderConfig config) throws InterruptedException {
    List<Finding> faults = new ArrayList<>();
    try (Audit audit =
        new Audit(
            config,
            Optional.empty(),
            Optional.empty(),
            finding -> {
              if (finding.problem().isFault()) {
                faults.add(finding);
              }
            })) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      audit.pass();
      while (audit.hasLooseEnds() && System.nanoTime() < deadline) {
        Thread.sleep(config.checkpointInterval().toMillis());
        audit.pass();
      }
      long records = audit.totals().stream().mapToLong(PartitionTotals::records).sum();
      say("audit of the ledger: %,d records, %,d faults", records, faults.size());
      faults.stream().limit(MAX_DISCREPANCIES).forEach(fault -> say("  %s", fault));
      return faults.isEmpty() && records == count;
    }
  }

  private void explore(EmbeddedBroker broker, LocalCluster cluster) throws InterruptedException {
    say("");
    say("Everything is left running; stop it with Ctrl-C.");
    say("  Kafka                %s", broker.bootstrapServers());
    say("  source topics        %s", String.join(", ", DemoTopics.sources().keySet()));
    say("  output topics        %s", String.join(", ", DemoTopics.outputs()));
    say("  ledger               %s", DemoTopics.LEDGER);
    say("  Flink web interface  %s", cluster.webInterface());
    Thread.currentThread().join();
  }

  private void say(String format, Object... arguments) {
    out.printf(format + "%n", arguments);
    out.flush();
  }
}
