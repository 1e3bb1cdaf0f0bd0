// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.control.Switches;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code control list}. */
@Command(
    name = "list",
    description = {
      "Lists the effective switches: for each source topic its decode mode and whether it is paused, and the "
          + "projects whose tasks are dropped.",
      "SET AS is the switch that applies, and SET BY its control record; without them, the configuration does."
    })
final class ControlListCommand implements Callable<Integer> {

  @Mixin private ControlAccess control;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json or jsonl. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output;

  @Override
  public Integer call() {
    control.load();
    Switches switches = control.read();
    EffectiveSwitch.write(EffectiveSwitch.all(switches, control.config()), output, control.out());
    return ExitCode.DONE;
  }
}
