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
      "Lists what is in effect: for each source topic its decode mode and whether it is paused, and the "
          + "projects that are dropped.",
      "SET AS is the switch that says so, and SET BY its control record; without one it is the configuration."
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
