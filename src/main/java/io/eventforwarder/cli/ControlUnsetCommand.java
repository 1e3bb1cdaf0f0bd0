// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.control.ControlRecord;
import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code control unset}. */
@Command(
    name = "unset",
    description =
        "Unsets a switch, so that the setting of all topics or the configuration applies again.")
final class ControlUnsetCommand implements Callable<Integer> {

  @Mixin private ControlAccess control;

  @Parameters(index = "0", paramLabel = "SWITCH", description = "Its name, as set takes it.")
  private String name;

  @Override
  public Integer call() {
    control.load();
    SwitchKey key = control.key(name);
    Switches before = control.read();
    if (before.setting(key).isEmpty()) {
      control.out().printf("%s is not set%n", key);
      return ExitCode.DONE;
    }
    control
        .out()
        .printf(
            "%s: %s -> %s, by %s%n",
            key,
            before.describe(key),
            before.without(key).describe(key),
            control.write(new ControlRecord(key, Optional.empty())));
    return ExitCode.DONE;
  }
}
