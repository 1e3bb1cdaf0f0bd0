// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: the job in a Flink cluster within this process, against the configured Kafka. */
@Command(
    name = "run",
    description = {
      "Runs the forwarder on this machine.",
      "Starts a Flink cluster within this process. To run it on a Flink cluster, submit the job jar in usrlib/ there."
    })
final class RunCommand implements Callable<Integer> {

  @Mixin private ConfigArguments arguments;

  @Option(
      names = {"-p", "--parallelism"},
      description =
          "Parallel subtasks, over flink.parallelism.default. Default: one for each processor.")
  private Integer parallelism;

  @Option(
      names = "--resume",
      description = {
        "Go on from the newest checkpoint or savepoint under flink.execution.checkpointing.dir, however the",
        "last run ended; without one, start as source.start-from says."
      })
  private boolean resume;

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description =
          "Answer http://<this machine>:PORT/ready and /live with status 200 or 503. Default: no such port.")
  private Integer healthPort;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (parallelism != null) {
      arguments.override("flink.parallelism.default", parallelism.toString());
    }
    return new LocalRun(
            arguments.load(), resume, Optional.ofNullable(healthPort), spec.commandLine().getOut())
        .run();
  }
}
