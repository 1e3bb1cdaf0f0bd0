// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LatestState;
import io.eventforwarder.job.LocalCluster;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/** Runs the job in this process until it ends or the process receives SIGINT or SIGTERM. */
final class LocalRun {

  private final ForwarderConfig config;
  private final Options options;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * What the command line adds to the configuration.
   *
   * @param resume whether to start from the newest checkpoint or savepoint
   * @param stopTimeout how long a stop waits for its savepoint
   * @param health where to answer probes, empty for nowhere
   */
  record Options(boolean resume, Duration stopTimeout, Optional<InetSocketAddress> health) {}

  LocalRun(ForwarderConfig config, Options options, PrintWriter out, PrintWriter err) {
    this.config = config;
    this.options = options;
    this.out = out;
    this.err = err;
  }

  int run() throws Exception {
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    String name = ForwarderJob.nameOf(env);
    if (options.resume()) {
      say(
          LatestState.resume(env)
              .map(path -> "resuming from " + path)
              .orElse("no checkpoint to resume from, starting without"));
    }
    Optional<String> savepoints =
        env.getConfiguration().getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY);
    try (HealthEndpoint health = startHealth();
        LocalCluster cluster =
            LocalCluster.start(config.job().flinkProperties(), env.getParallelism())) {
      JobID job = cluster.submit(env, name);
      CompletableFuture<Void> end = cluster.end(job);
      Thread stopOnExit =
          new Thread(
              () -> {
                if (!end.isDone()) {
                  stop(cluster, job, savepoints);
                }
              },
              "stop-with-savepoint");
      Runtime.getRuntime().addShutdownHook(stopOnExit);
      say(
          "forwarding %s from %s to %s at %s",
          String.join(", ", config.source().typeByTopic().keySet()),
          config.source().bootstrapServers(),
          String.join(", ", config.dispatch().routes().topics()),
          config.sink().bootstrapServers());
      say("Flink web interface: %s", cluster.webInterface());
      if (health != null) {
        health.watch(new JobHealth(cluster.webInterface(), name));
        say("health: %s/ready and /live", health.address());
      }
      say("stop with Ctrl-C");
      end.get();
      return ExitCode.DONE;
    }
  }

  /** Null if no probe is to be answered. */
  private HealthEndpoint startHealth() {
    return options
        .health()
        .map(address -> HealthEndpoint.start(address, HealthEndpoint.MAX_AGE))
        .orElse(null);
  }

  /**
   * Runs while the process ends. All that was read is committed and no transaction stays open, or
   * the exit code is 1.
   */
  private void stop(LocalCluster cluster, JobID job, Optional<String> savepoints) {
    say("stopping ...");
    try {
      String directory =
          savepoints.isPresent()
              ? savepoints.get()
              // A name that nobody can guess, and for this user only: a savepoint holds tasks.
              : Files.createTempDirectory(ForwarderJob.JOB_NAME + "-savepoint-").toUri().toString();
      String savepoint = cluster.stop(job, directory, options.stopTimeout());
      say(
          "stopped; to continue exactly here: %s",
          options.resume()
              ? "the same command"
              : "-D flink.execution.state-recovery.path=" + savepoint);
      // Deletes its temporary files.
      cluster.close();
    } catch (TimeoutException e) {
      failStop(
          "not complete after %d s (--stop-timeout)".formatted(options.stopTimeout().toSeconds()));
    } catch (Exception e) {
      Throwable cause =
          ExceptionUtils.stripCompletionException(ExceptionUtils.stripExecutionException(e));
      failStop(String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
    }
  }

  private void failStop(String reason) {
    err.printf(
        "error: stopped without a savepoint: %s; check that Kafka at %s answers, and start again: %s%n",
        reason,
        config.sink().bootstrapServers(),
        options.resume()
            ? "--resume continues from the last checkpoint"
            : "the job starts where source.start-from says");
    err.flush();
    // The only way to set the exit code of a process that is ending already.
    Runtime.getRuntime().halt(ExitCode.INTERNAL);
  }

  private void say(String format, Object... arguments) {
    out.printf(format + "%n", arguments);
    out.flush();
  }
}
