// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.job.ForwarderJob;
import java.net.URI;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code health}: checks a running job, for containers and scripts. */
@Command(
    name = "health",
    description = {
      "Checks whether the forwarder is ready.",
      "It is ready if the job runs and has completed a checkpoint within the last 3 checkpoint intervals, or within"
          + " the last 10 s if that is longer. Exit code 0 if it is ready, 4 if not, 3 if the JobManager does not"
          + " answer or has no such job."
    })
final class HealthCommand extends ForwarderCommand {

  @Option(
      names = "--rest",
      defaultValue = "http://localhost:8081",
      paramLabel = "URL",
      description = "The JobManager's REST API. Default: ${DEFAULT-VALUE}.")
  private URI rest;

  @Option(
      names = "--job",
      defaultValue = ForwarderJob.JOB_NAME,
      paramLabel = "NAME",
      description = "Name of the job. Default: ${DEFAULT-VALUE}.")
  private String jobName;

  @Option(
      names = "--live",
      description = "Check only that the job has not ended. It may be starting or restarting.")
  private boolean live;

  @Override
  public Integer call() throws InterruptedException {
    require(
        Set.of("http", "https").contains(String.valueOf(rest.getScheme())),
        "--rest " + rest + ": expected http://host:port or https://host:port");
    JobHealth.Finding finding = new JobHealth(rest, jobName).find();
    if (live ? finding.isAlive() : finding.isReady()) {
      out().println(finding.message());
      return ExitCode.DONE;
    }
    err().println("error: not " + (live ? "alive: " : "ready: ") + finding.message());
    return ExitCode.DATA_PROBLEM;
  }
}
