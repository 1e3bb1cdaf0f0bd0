// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LatestState;
import io.eventforwarder.job.LocalCluster;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One run of the job in this process, until it ends or the process is told to. */
final class LocalRun {

  private final ForwarderConfig config;
  private final boolean resume;
  private final Optional<Integer> healthPort;
  private final PrintWriter out;

  /**
   * @param resume whether to start from the newest checkpoint or savepoint
   * @param healthPort where to answer probes
   */
  LocalRun(ForwarderConfig config, boolean resume, Optional<Integer> healthPort, PrintWriter out) {
    this.config = config;
    this.resume = resume;
    this.healthPort = healthPort;
    this.out = out;
  }

  int run() throws Exception {
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    if (resume) {
      say(
          LatestState.resume(env)
              .map(path -> "resuming from " + path)
              .orElse("no checkpoint to resume from, starting without"));
    }
    String savepoints = savepointDirectory(env);
    try (LocalCluster cluster = LocalCluster.start(config.flinkProperties(), env.getParallelism());
        HealthEndpoint health = startHealth(cluster, ForwarderJob.nameOf(env))) {
      JobID job = cluster.submit(env, ForwarderJob.nameOf(env));
      Thread stopOnExit = new Thread(() -> stop(cluster, job, savepoints), "stop-with-savepoint");
      Runtime.getRuntime().addShutdownHook(stopOnExit);
      say(
          "forwarding %s from %s to %s at %s",
          String.join(", ", config.source().typeByTopic().keySet()),
          config.source().bootstrapServers(),
          String.join(", ", config.dispatch().routes().topics()),
          config.sink().bootstrapServers());
      say("Flink web interface: %s", cluster.webInterface());
      if (health != null) {
        say("health: http://localhost:%d/ready and /live", healthPort.get());
      }
      say("stop with Ctrl-C");
      cluster.end(job).get();
      return ExitCode.DONE;
    }
  }

  /** Null if there is to be none. */
  private HealthEndpoint startHealth(LocalCluster cluster, String jobName) {
    return healthPort
        .map(port -> HealthEndpoint.start(port, new JobHealth(cluster.webInterface(), jobName)))
        .orElse(null);
  }

  /** Leaves nothing behind: all that was read is committed, and no transaction stays open. */
  private void stop(LocalCluster cluster, JobID job, String savepoints) {
    if (cluster.end(job).isDone()) {
      return;
    }
    say("stopping ...");
    try {
      String savepoint = cluster.stop(job, savepoints);
      say(
          "stopped; to continue exactly here: %s",
          resume ? "the same command" : "-D flink.execution.state-recovery.path=" + savepoint);
    } catch (Exception e) {
      say(
          "stopped without a savepoint (%s); the next run continues from the last checkpoint's"
              + " offsets",
          e.getMessage());
    }
  }

  private static String savepointDirectory(StreamExecutionEnvironment env) {
    return env.getConfiguration()
        .getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY)
        .orElseGet(
            () ->
                Path.of(System.getProperty("java.io.tmpdir"), ForwarderJob.JOB_NAME, "savepoints")
                    .toUri()
                    .toString());
  }

  private void say(String format, Object... arguments) {
    out.printf(format + "%n", arguments);
    out.flush();
  }
}
