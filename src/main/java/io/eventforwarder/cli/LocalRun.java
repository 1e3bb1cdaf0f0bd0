/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
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
  private final Optional<Integer> healthPort;
  private final PrintWriter out;

  /**
   * @param healthPort where to answer probes
   */
  LocalRun(ForwarderConfig config, Optional<Integer> healthPort, PrintWriter out) {
    this.config = config;
    this.healthPort = healthPort;
    this.out = out;
  }

  int run() throws Exception {
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    try (LocalCluster cluster = LocalCluster.start(config.flinkProperties(), env.getParallelism());
        HealthEndpoint health = startHealth(cluster)) {
      JobID job = cluster.submit(env, ForwarderJob.JOB_NAME);
      Thread stopOnExit = new Thread(() -> stop(cluster, job), "stop-with-savepoint");
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
  private HealthEndpoint startHealth(LocalCluster cluster) {
    return healthPort
        .map(
            port ->
                HealthEndpoint.start(
                    port, new JobHealth(cluster.webInterface(), ForwarderJob.JOB_NAME)))
        .orElse(null);
  }

  /** Leaves nothing behind: all that was read is committed, and no transaction stays open. */
  private void stop(LocalCluster cluster, JobID job) {
    if (cluster.end(job).isDone()) {
      return;
    }
    say("stopping ...");
    try {
      String savepoint = cluster.stop(job, savepointDirectory());
      say(
          "stopped; to continue exactly here: -D flink.execution.state-recovery.path=%s",
          savepoint);
    } catch (Exception e) {
      say(
          "stopped without a savepoint (%s); the next run continues from the last checkpoint's"
              + " offsets",
          e.getMessage());
    }
  }

  private String savepointDirectory() {
    String configured =
        config.flinkProperties().get(CheckpointingOptions.SAVEPOINT_DIRECTORY.key());
    return configured == null
        ? Path.of(System.getProperty("java.io.tmpdir"), ForwarderJob.JOB_NAME, "savepoints")
            .toUri()
            .toString()
        : configured;
  }

  private void say(String format, Object... arguments) {
    out.printf(format + "%n", arguments);
    out.flush();
  }
}
