// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.control.ControlRecord;
import io.eventforwarder.control.InvalidSwitchException;
import io.eventforwarder.control.Setting;
import io.eventforwarder.control.SwitchKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code control set}. */
@Command(
    name = "set",
    description = {
      "Sets a switch. It acts within about a second on every running job with this control topic.",
      "",
      "decode.mode[/<topic>] headers-first|value-only [--percent N]",
      "    how the records of a topic or of all topics are decoded",
      "dispatch.paused[/<topic>] true|false",
      "    whether a topic or all topics are not read",
      "dispatch.drop-project/<id> true|false",
      "    whether the project's tasks are dropped",
      ""
    })
final class ControlSetCommand implements Callable<Integer> {

  @Mixin private ControlAccess control;

  @Parameters(index = "0", paramLabel = "SWITCH", description = "Its name.")
  private String name;

  @Parameters(index = "1", paramLabel = "VALUE", description = "Its new value.")
  private String value;

  @Option(
      names = "--percent",
      paramLabel = "N",
      description =
          "Set a decode mode for this share of the partitions. A larger share includes a smaller one.")
  private Integer percent;

  @Override
  public Integer call() {
    control.load();
    SwitchKey key = control.key(name);
    String before = control.read().describe(key);
    Setting setting = setting(key);
    control
        .out()
        .printf(
            "%s: %s -> %s, by %s%n",
            key, before, setting, control.write(new ControlRecord(key, Optional.of(setting))));
    return ExitCode.DONE;
  }

  private Setting setting(SwitchKey key) {
    try {
      return Setting.of(key, value, percent);
    } catch (InvalidSwitchException e) {
      throw control.usage(e.getMessage());
    }
  }
}
