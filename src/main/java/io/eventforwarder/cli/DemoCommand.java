// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the whole path on this machine, and the proof that nothing was lost or doubled. */
@Command(
    name = "demo",
    description = {
      "Forwards sample records on this machine and accounts for every one.",
      "Starts a Kafka broker and a Flink cluster in this process; all listen on loopback only."
    })
final class DemoCommand extends ForwarderCommand {

  @Option(
      names = {"-n", "--count"},
      defaultValue = "5000",
      description = "Records to produce. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--keep-running",
      description = "Leave everything up for exploring, and print the addresses.")
  private boolean keepRunning;

  @Override
  public Integer call() throws Exception {
    require(count >= 1, "--count must be at least 1, was " + count);
    boolean accounted = new Demo(count, keepRunning, out()).run();
    return accounted ? ExitCode.DONE : ExitCode.DATA_PROBLEM;
  }
}
