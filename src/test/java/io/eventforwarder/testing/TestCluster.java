// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster of two TaskManagers with a slot each, and the forwarder as it is run there. */
public final class TestCluster implements AutoCloseable {

  public static final int TASK_MANAGERS = 2;

  private final MiniCluster cluster;

  private TestCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  public static TestCluster start() throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(new Configuration().set(RestOptions.BIND_PORT, "0"))
                .setNumTaskManagers(TASK_MANAGERS)
                .setNumSlotsPerTaskManager(1)
                .build());
    cluster.start();
    return new TestCluster(cluster);
  }

  public void terminateTaskManager() throws Exception {
    cluster.terminateTaskManager(0).get();
  }

  public void startTaskManager() throws Exception {
    cluster.startTaskManager();
  }

  public JobID submit(Map<String, String> settings, int parallelism) throws Exception {
    return submit(settings, parallelism, SavepointRestoreSettings.none());
  }

  public JobID restore(String savepoint, Map<String, String> settings, int parallelism)
      throws Exception {
    return submit(settings, parallelism, SavepointRestoreSettings.forPath(savepoint));
  }

  private JobID submit(
      Map<String, String> settings, int parallelism, SavepointRestoreSettings restore)
      throws Exception {
    return submit(graph(settings, parallelism), restore);
  }

  public JobID submit(JobGraph graph, SavepointRestoreSettings restore) throws Exception {
    graph.setSavepointRestoreSettings(restore);
    return cluster.submitJob(graph).get().getJobID();
  }

  /** The job with checkpoints every 200 ms, and restarts that come to an end. */
  public static JobGraph graph(Map<String, String> settings, int parallelism) {
    return graph(Optional.empty(), settings, parallelism);
  }

  /** The same, with {@code settings} over those of a configuration file. */
  public static JobGraph graph(Optional<Path> file, Map<String, String> settings, int parallelism) {
    Map<String, String> all = new HashMap<>();
    all.put("checkpoint.interval", "200 ms");
    all.put("flink.restart-strategy.type", "fixed-delay");
    all.put("flink.restart-strategy.fixed-delay.attempts", "50");
    all.put("flink.restart-strategy.fixed-delay.delay", "200 ms");
    all.put("flink.parallelism.default", Integer.toString(parallelism));
    all.putAll(settings);
    StreamExecutionEnvironment env =
        ForwarderJob.prepare(ForwarderConfig.load(file, all, Map.of()));
    return env.getStreamGraph().getJobGraph();
  }

  /**
   * Stops the job with a savepoint in {@code directory}.
   *
   * @return where exactly
   */
  public String stop(JobID job, Path directory) throws Exception {
    return cluster
        .stopWithSavepoint(job, directory.toUri().toString(), false, SavepointFormatType.CANONICAL)
        .get();
  }

  /** Checkpoints that the job has completed so far. */
  public long completedCheckpoints(JobID job) throws Exception {
    return cluster
        .getExecutionGraph(job)
        .get()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfCompletedCheckpoints();
  }

  public JobStatus status(JobID job) throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /** True if the job finished, failed or was cancelled. */
  public boolean hasEnded(JobID job) throws Exception {
    return cluster.getJobStatus(job).get().isGloballyTerminalState();
  }

  public void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get();
  }

  /** Fails, with the cause, if the job failed. */
  public void requireNoFailure(JobID job) throws Exception {
    if (hasEnded(job)) {
      result(job)
          .getSerializedThrowable()
          .ifPresent(
              failure -> {
                throw new AssertionError("the job failed", failure);
              });
    }
  }

  /** Cancels all jobs that still run. */
  public void cancelAll() throws Exception {
    for (JobStatusMessage job : cluster.listJobs().get()) {
      if (!job.getJobState().isGloballyTerminalState()) {
        cluster.cancelJob(job.getJobId()).get();
        result(job.getJobId());
      }
    }
  }

  /** Waits until the job has ended. */
  public JobResult result(JobID job) throws Exception {
    return cluster.requestJobResult(job).get();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
