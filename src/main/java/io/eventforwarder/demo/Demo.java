// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import io.eventforwarder.kafka.KafkaCluster;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.utils.Utils;

/**
 * Forwards sample records with a broker and a Flink cluster in this process. Then compares the
 * produced records with the outcomes that the audit proves.
 */
public record Demo(int count, boolean keepRunning, PrintWriter out) {

  private static final int VALUE_BYTES = 1_500;
  private static final long SEED = 42;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_FAULTS = 10;

  /** Returns whether every produced record had exactly the one outcome of its kind. */
  public boolean run() throws Exception {
    say("starting a Kafka broker ...");
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      DemoTopics.create(broker);
      Map<String, String> settings = DemoTopics.settings(broker.bootstrapServers());
      // A failure ends the demo without a retry.
      settings.put("flink.restart-strategy.type", "none");
      ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings, Map.of());
      Outcomes produced = produce(broker);
      StreamExecutionEnvironment env = ForwarderJob.prepare(config);
      say("starting a Flink cluster ...");
      try (LocalCluster cluster =
          LocalCluster.start(config.job().flinkProperties(), env.getParallelism())) {
        JobID job = cluster.submit(env, ForwarderJob.JOB_NAME);
        say("forwarding; Flink web interface: %s", cluster.webInterface());
        boolean isProven = prove(config, cluster, job, produced);
        if (keepRunning) {
          explore(broker, cluster);
        }
        return isProven;
      }
    }
  }

  private Outcomes produce(EmbeddedBroker broker) {
    Map<String, EventStreamType> topics = DemoTopics.sources();
    say("producing %,d records to %s ...", count, String.join(", ", topics.keySet()));
    Outcomes produced = new Outcomes();
    try (SampleProducer producer = SampleProducer.connect(broker.bootstrapServers(), Map.of())) {
      producer.produce(
          new SampleTraffic(SEED, VALUE_BYTES),
          topics,
          count,
          0,
          record -> produced.add(record.topic(), record.kind().outcome(), 1));
    }
    return produced;
  }

  private boolean prove(ForwarderConfig config, LocalCluster cluster, JobID job, Outcomes produced)
      throws Exception {
    List<Finding> faults = new ArrayList<>();
    try (Audit audit =
        new Audit(
            config,
            Optional.empty(),
            Optional.empty(),
            finding -> {
              if (finding.verdict().isFault()) {
                faults.add(finding);
              }
            })) {
      awaitForwarded(audit, cluster, job);
      if (!keepRunning) {
        stop(cluster, job);
      }
      // Detects duplicates.
      audit.pass();
      Outcomes forwarded = Outcomes.of(audit.totals());
      new DemoReport(out).print(produced, forwarded, KafkaCluster.dispatch(config));
      List<String> differences = forwarded.differences(produced);
      differences.forEach(difference -> say("%s", difference));
      if (differences.isEmpty() && faults.isEmpty()) {
        say("all %,d records accounted for, each exactly once", count);
      }
      say("audit of the ledger: %,d records, %,d faults", audit.counts().records(), faults.size());
      faults.stream().limit(MAX_FAULTS).forEach(fault -> say("  %s", fault));
      return differences.isEmpty() && faults.isEmpty();
    }
  }

  private void awaitForwarded(Audit audit, LocalCluster cluster, JobID job) throws Exception {
    CompletableFuture<Void> end = cluster.end(job);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (ProgressBar progress =
        new ProgressBarBuilder()
            .setTaskName("forwarded")
            .setInitialMax(count)
            .setMaxRenderedLength(72)
            .continuousUpdate()
            .build()) {
      while ((audit.counts().records() < count || audit.hasLooseEnds())
          && System.nanoTime() < deadline) {
        audit.pass();
        progress.stepTo(audit.counts().records());
        if (end.isDone()) {
          end.get();
        }
      }
    }
  }

  private static void stop(LocalCluster cluster, JobID job) throws Exception {
    Path savepoints = Files.createTempDirectory("forwarder-demo");
    try {
      cluster.stop(job, savepoints.toUri().toString(), PATIENCE);
    } finally {
      Utils.delete(savepoints.toFile());
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
