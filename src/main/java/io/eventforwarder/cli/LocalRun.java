// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LatestState;
import io.eventforwarder.job.LocalCluster;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/**
 * The job in a Flink cluster within this process. Apart from {@link RunCommand}, since a command
 * with Flink types in its methods would prevent {@code decode} from running without Flink.
 *
 * @param resume whether to start from the newest checkpoint or savepoint
 * @param stopTimeout how long a stop waits for its savepoint
 */
record LocalRun(
    ForwarderConfig config,
    boolean resume,
    Duration stopTimeout,
    PrintWriter out,
    PrintWriter err) {

  /** Returns the exit code when the job has ended. */
  int run(Optional<HealthEndpoint> health) throws Exception {
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    String name = ForwarderJob.nameOf(env);
    if (resume) {
      out.println(
          LatestState.resume(env)
              .map(path -> "resuming from " + path)
              .orElse("no checkpoint to resume from, starting without"));
    }
    try (LocalCluster cluster =
        LocalCluster.start(config.job().flinkProperties(), env.getParallelism())) {
      JobID job = cluster.submit(env, name);
      CompletableFuture<Void> end = cluster.end(job);
      Thread stopOnExit =
          new Thread(
              () -> {
                if (!end.isDone()) {
                  stop(cluster, job, env);
                }
              },
              "stop-with-savepoint");
      Runtime.getRuntime().addShutdownHook(stopOnExit);
      out.printf(
          "forwarding %s from %s to %s at %s%n",
          String.join(", ", config.source().typeByTopic().keySet()),
          config.source().bootstrapServers(),
          String.join(", ", config.dispatch().routes().topics()),
          config.sink().bootstrapServers());
      out.println("Flink web interface: " + cluster.webInterface());
      health.ifPresent(
          endpoint -> {
            endpoint.watch(new JobHealth(cluster.webInterface(), name));
            out.printf("health: %s/ready and /live%n", endpoint.address());
          });
      out.println("stop with Ctrl-C");
      end.get();
      return ExitCode.DONE;
    }
  }

  /**
   * Runs while the process ends. Either all that was read is committed and no transaction stays
   * open, or the exit code is 1.
   */
  private void stop(LocalCluster cluster, JobID job, StreamExecutionEnvironment env) {
    out.println("stopping ...");
    String failure;
    try {
      String directory = env.getConfiguration().get(CheckpointingOptions.SAVEPOINT_DIRECTORY);
      if (directory == null) {
        // Unguessable and only for this user, since a savepoint contains tasks.
        directory =
            Files.createTempDirectory(ForwarderJob.JOB_NAME + "-savepoint-").toUri().toString();
      }
      String savepoint = cluster.stop(job, directory, stopTimeout);
      out.println(
          "stopped; to continue exactly here: "
              + (resume
                  ? "the same command"
                  : "-D flink.execution.state-recovery.path=" + savepoint));
      // Deletes its temporary files.
      cluster.close();
      return;
    } catch (TimeoutException e) {
      failure = "not complete after %d s (--stop-timeout)".formatted(stopTimeout.toSeconds());
    } catch (Exception e) {
      Throwable cause =
          ExceptionUtils.stripCompletionException(ExceptionUtils.stripExecutionException(e));
      failure = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
    err.printf(
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
