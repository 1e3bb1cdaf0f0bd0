// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job, in a Flink cluster within the process. */
final class JobLoad implements Load {

  private final LocalCluster cluster;
  private final JobID job;
  private final CompletableFuture<Void> end;

  private JobLoad(LocalCluster cluster, JobID job) {
    this.cluster = cluster;
    this.job = job;
    this.end = cluster.end(job);
  }

  static JobLoad start(WorkerSpec spec) throws Exception {
    ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings(spec), Map.of());
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    LocalCluster cluster = LocalCluster.start(config.job().flinkProperties(), env.getParallelism());
    return new JobLoad(cluster, cluster.submit(env, ForwarderJob.JOB_NAME));
  }

  private static Map<String, String> settings(WorkerSpec spec) {
    Map<String, String> settings = new HashMap<>();
    settings.put("source.bootstrap-servers", spec.bootstrapServers());
    settings.put("source.topics." + spec.sourceTopic(), Workload.TYPE.toString());
    settings.put("source.group-id", spec.name());
    settings.put("dispatch.topic", spec.taskTopic());
    settings.put("dispatch.transactional-id-prefix", spec.name());
    settings.put(
        "dispatch.guarantee", spec.side() == Side.AT_LEAST_ONCE ? "at-least-once" : "exactly-once");
    settings.put("dead-letter.topic", spec.deadLetterTopic());
    if (spec.side() == Side.EXACTLY_ONCE_WITH_LEDGER) {
      settings.put("ledger.topic", spec.ledgerTopic());
    }
    // A failure must be visible, not retried.
    settings.put("flink.restart-strategy.type", "none");
    settings.putAll(spec.settings());
    return settings;
  }

  @Override
  public Throwable failure() {
    return end.isCompletedExceptionally() ? end.handle((done, failure) -> failure).join() : null;
  }

  /** Leaves no transaction open. */
  @Override
  public void close() throws Exception {
    Path savepoints = Files.createTempDirectory("forwarder-bench");
    try {
      cluster.stop(job, savepoints.toUri().toString(), Duration.ofMinutes(5));
    } finally {
      Directories.delete(savepoints);
      cluster.close();
    }
  }
}
