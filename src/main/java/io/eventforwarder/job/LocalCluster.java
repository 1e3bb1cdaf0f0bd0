// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster within this process, bound to loopback, with Flink's web interface. */
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
   * @param flinkProperties settings of the cluster; ports and addresses of the web interface may be
   *     among them
   * @param slots how many parallel subtasks it can run
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

  /** Where Flink's web interface answers. */
  public URI webInterface() {
    return webInterface;
  }

  /** Submits the job that {@code env} holds. */
  public JobID submit(StreamExecutionEnvironment env, String jobName) throws Exception {
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(jobName);
    return cluster.submitJob(graph.getJobGraph()).get().getJobID();
  }

  /** Completes when the job has ended; exceptionally, with the root of the cause, if it failed. */
  public CompletableFuture<Void> end(JobID job) {
    return cluster.requestJobResult(job).thenAccept(LocalCluster::requireSuccess);
  }

  private static void requireSuccess(JobResult result) {
    result
        .getSerializedThrowable()
        .ifPresent(
            failure -> {
              throw new JobFailedException(failure);
            });
  }

  /**
   * Stops the job with a savepoint: all that it has read is committed, nothing more is read.
   *
   * @return the savepoint
   */
  public String stop(JobID job, String savepointDirectory) throws Exception {
    return cluster
        .stopWithSavepoint(job, savepointDirectory, false, SavepointFormatType.CANONICAL)
        .get();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
