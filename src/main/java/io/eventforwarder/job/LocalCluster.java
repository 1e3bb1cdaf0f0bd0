// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster in this process that listens on loopback only. */
public final class LocalCluster implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String PORTS = "8081-8181";

  private final MiniCluster cluster;
  private final URI webInterface;

  private LocalCluster(MiniCluster cluster, URI webInterface) {
    this.cluster = cluster;
    this.webInterface = webInterface;
  }

  /**
   * @param slots the highest parallelism
   */
  public static LocalCluster start(Map<String, String> flinkProperties, int slots)
      throws Exception {
    Configuration configuration = Configuration.fromMap(flinkProperties);
    if (!configuration.contains(RestOptions.BIND_PORT)) {
      configuration.set(RestOptions.BIND_PORT, PORTS);
    }
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new LocalCluster(cluster, cluster.getRestAddress().get());
  }

  /** The address of Flink's web interface and REST API. */
  public URI webInterface() {
    return webInterface;
  }

  /** Submits the job that {@code env} holds. */
  public JobID submit(StreamExecutionEnvironment env, String jobName) throws Exception {
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(jobName);
    return cluster.submitJob(graph.getJobGraph()).get().getJobID();
  }

  /** Completes when the job ends; exceptionally if it fails. */
  public CompletableFuture<Void> end(JobID job) {
    return cluster.requestJobResult(job).thenAccept(LocalCluster::requireSuccess);
  }

  private static void requireSuccess(JobResult result) {
    if (result.getSerializedThrowable().isPresent()) {
      throw new JobFailedException(result.getSerializedThrowable().get());
    }
  }

  /**
   * Stops the job with a savepoint, so that everything it has read is committed.
   *
   * @return the path of the savepoint
   * @throws TimeoutException if the job has not stopped in time; it may still stop later
   * @throws ExecutionException if it cannot stop, for example because it is still starting
   */
  public String stop(JobID job, String savepointDirectory, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    return cluster
        .stopWithSavepoint(job, savepointDirectory, false, SavepointFormatType.CANONICAL)
        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
