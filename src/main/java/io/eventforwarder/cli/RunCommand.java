// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
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
    try (HealthEndpoint health = startHealth()) {
      return new LocalRun(config, resume, Duration.ofSeconds(stopTimeout), out(), err())
          .run(Optional.ofNullable(health));
    }
  }

  /** Null without a port. */
  private HealthEndpoint startHealth() {
    if (healthPort == null) {
      return null;
    }
    InetAddress address = healthAddress == null ? InetAddress.getLoopbackAddress() : healthAddress;
    return new HealthEndpoint(new InetSocketAddress(address, healthPort), HealthEndpoint.MAX_AGE);
  }
}
