// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LatestState;
import io.eventforwarder.job.LocalCluster;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code run}: the job in a Flink cluster within this process, until it ends or the process
 * receives SIGINT or SIGTERM.
 */
@Command(
    name = "run",
    description = {
      "Runs the forwarder on this machine.",
      "Starts a Flink cluster within this process. To run it on a Flink cluster, submit the job jar in usrlib/ there."
    })
final class RunCommand extends ForwarderCommand {

  @Mixin private ConfigArguments arguments;

  @Option(
      names = {"-p", "--parallelism"},
      description =
          "Parallel subtasks, over flink.parallelism.default. Default: one for each processor.")
  private Integer parallelism;

  @Option(
      names = "--resume",
      description = {
        "Continue from the newest checkpoint or savepoint under flink.execution.checkpointing.dir, however the",
        "last run ended; without one, start as source.start-from says."
      })
  private boolean resume;

  @Option(
      names = "--stop-timeout",
      defaultValue = "25",
      paramLabel = "SECONDS",
      description = {
        "After SIGTERM or Ctrl-C, end with exit code 1 if the savepoint takes longer. Keep it below the time that",
        "your supervisor waits before SIGKILL. Default: ${DEFAULT-VALUE}."
      })
  private int stopTimeout;

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description =
          "Answer http://ADDRESS:PORT/ready and /live with status 200 or 503. Default: no such port.")
  private Integer healthPort;

  @Option(
      names = "--health-address",
      paramLabel = "ADDRESS",
      description =
          "Where --health-port listens: 0.0.0.0 in a container, for probes from outside. Default: loopback.")
  private InetAddress healthAddress;

  @Override
  public Integer call() throws Exception {
    require(stopTimeout >= 1, "--stop-timeout must be at least 1, was " + stopTimeout);
    require(healthPort != null || healthAddress == null, "--health-address needs --health-port");
    require(
        healthPort == null || (healthPort >= 1 && healthPort <= 65_535),
        "--health-port must be 1 to 65535, was " + healthPort);
    if (parallelism != null) {
      arguments.override("flink.parallelism.default", parallelism.toString());
    }
    ForwarderConfig config = arguments.load();
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    String name = ForwarderJob.nameOf(env);
    if (resume) {
      out()
          .println(
              LatestState.resume(env)
                  .map(path -> "resuming from " + path)
                  .orElse("no checkpoint to resume from, starting without"));
    }
    try (HealthEndpoint health = startHealth();
        LocalCluster cluster =
            LocalCluster.start(config.job().flinkProperties(), env.getParallelism())) {
      JobID job = cluster.submit(env, name);
      CompletableFuture<Void> end = cluster.end(job);
      Thread stopOnExit =
          new Thread(
              () -> {
                if (!end.isDone()) {
                  stop(cluster, job, env, config);
                }
              },
              "stop-with-savepoint");
      Runtime.getRuntime().addShutdownHook(stopOnExit);
      out()
          .printf(
              "forwarding %s from %s to %s at %s%n",
              String.join(", ", config.source().typeByTopic().keySet()),
              config.source().bootstrapServers(),
              String.join(", ", config.dispatch().routes().topics()),
              config.sink().bootstrapServers());
      out().println("Flink web interface: " + cluster.webInterface());
      if (health != null) {
        health.watch(new JobHealth(cluster.webInterface(), name));
        out().printf("health: %s/ready and /live%n", health.address());
      }
      out().println("stop with Ctrl-C");
      end.get();
      return ExitCode.DONE;
    }
  }

  /** Null without a port. */
  private HealthEndpoint startHealth() {
    if (healthPort == null) {
      return null;
    }
    InetAddress address = healthAddress == null ? InetAddress.getLoopbackAddress() : healthAddress;
    return HealthEndpoint.start(new InetSocketAddress(address, healthPort), HealthEndpoint.MAX_AGE);
  }

  /**
   * Runs while the process ends. Either all that was read is committed and no transaction stays
   * open, or the exit code is 1.
   */
  private void stop(
      LocalCluster cluster, JobID job, StreamExecutionEnvironment env, ForwarderConfig config) {
    out().println("stopping ...");
    String failure;
    try {
      String directory = env.getConfiguration().get(CheckpointingOptions.SAVEPOINT_DIRECTORY);
      if (directory == null) {
        // Unguessable and only for this user, since a savepoint contains tasks.
        directory =
            Files.createTempDirectory(ForwarderJob.JOB_NAME + "-savepoint-").toUri().toString();
      }
      String savepoint = cluster.stop(job, directory, Duration.ofSeconds(stopTimeout));
      out()
          .println(
              "stopped; to continue exactly here: "
                  + (resume
                      ? "the same command"
                      : "-D flink.execution.state-recovery.path=" + savepoint));
      // Deletes its temporary files.
      cluster.close();
      return;
    } catch (TimeoutException e) {
      failure = "not complete after %d s (--stop-timeout)".formatted(stopTimeout);
    } catch (Exception e) {
      Throwable cause =
          ExceptionUtils.stripCompletionException(ExceptionUtils.stripExecutionException(e));
      failure = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
    err()
        .printf(
            "error: stopped without a savepoint: %s; check that Kafka at %s answers, and start again: %s%n",
            failure,
            config.sink().bootstrapServers(),
            resume
                ? "--resume continues from the last checkpoint"
                : "the job starts where source.start-from says");
    // The only way to set the exit code of a process that is ending already.
    Runtime.getRuntime().halt(ExitCode.INTERNAL);
  }
}
