// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code control get}. */
@Command(
    name = "get",
    description = {
      "Shows the effective value of a switch for a topic or project, or for all source topics."
    })
final class ControlGetCommand implements Callable<Integer> {

  @Mixin private ControlAccess control;

  @Parameters(index = "0", paramLabel = "SWITCH", description = "Its name, as set takes it.")
  private String name;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json or jsonl. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output;

  @Override
  public Integer call() {
    control.load();
    SwitchKey key = control.key(name);
    Switches switches = control.read();
    EffectiveSwitch.write(
        EffectiveSwitch.of(key, switches, control.config()), output, control.out());
    return ExitCode.DONE;
  }
}
