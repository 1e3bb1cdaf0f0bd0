// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the job in a Flink cluster within this process. */
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
    if (parallelism != null) {
      arguments.override("flink.parallelism.default", parallelism.toString());
    }
    LocalRun.Options options =
        new LocalRun.Options(resume, Duration.ofSeconds(stopTimeout), health());
    return new LocalRun(arguments.load(), options, out(), err()).run();
  }

  private Optional<InetSocketAddress> health() {
    if (healthPort == null) {
      require(healthAddress == null, "--health-address needs --health-port");
      return Optional.empty();
    }
    require(
        healthPort >= 1 && healthPort <= 65_535,
        "--health-port must be 1 to 65535, was " + healthPort);
    return Optional.of(
        new InetSocketAddress(
            healthAddress == null ? InetAddress.getLoopbackAddress() : healthAddress, healthPort));
  }
}
