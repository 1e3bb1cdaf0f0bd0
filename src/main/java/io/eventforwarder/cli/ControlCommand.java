// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.control.ControlRecord;
import io.eventforwarder.control.InvalidSwitchException;
import io.eventforwarder.control.Setting;
import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code control}: changes settings while the job runs. */
@Command(
    name = "control",
    description = {
      "Changes settings while the job runs, without a restart: how topics are decoded, whether they "
          + "are read, and for which projects tasks are dropped.",
      "Switches are records of the compacted topic control.topic."
    },
    synopsisSubcommandLabel = "COMMAND")
final class ControlCommand {

  private static final String NAME = "Its name, as for set.";

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
  int set(
      @Mixin ControlAccess control,
      @Parameters(index = "0", paramLabel = "SWITCH", description = "Its name.") String name,
      @Parameters(index = "1", paramLabel = "VALUE", description = "Its new value.") String value,
      @Option(
              names = "--percent",
              paramLabel = "N",
              description =
                  "Set a decode mode for this share of the partitions. A larger share includes a smaller one.")
          Integer percent)
      throws InvalidSwitchException {
    SwitchKey key = control.key(name);
    String before = control.read().describe(key);
    Setting setting = control.setting(key, value, percent);
    control.write(new ControlRecord(key, Optional.of(setting)), before, setting.toString());
    return ExitCode.DONE;
  }

  @Command(
      name = "unset",
      description =
          "Unsets a switch, so that the setting of all topics or the configuration applies again.")
  int unset(
      @Mixin ControlAccess control,
      @Parameters(index = "0", paramLabel = "SWITCH", description = NAME) String name)
      throws InvalidSwitchException {
    SwitchKey key = control.key(name);
    Switches before = control.read();
    if (before.setting(key).isEmpty()) {
      control.out().printf("%s is not set%n", key);
    } else {
      control.write(
          new ControlRecord(key, Optional.empty()),
          before.describe(key),
          before.without(key).describe(key));
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "get",
      description =
          "Shows the effective value of a switch for a topic or project, or for all source topics.")
  int get(
      @Mixin ControlAccess control,
      @Parameters(index = "0", paramLabel = "SWITCH", description = NAME) String name,
      @Mixin OutputArguments output)
      throws InvalidSwitchException {
    SwitchKey key = control.key(name);
    return show(EffectiveSwitch.of(key, control.read(), control.config()), output);
  }

  @Command(
      name = "list",
      description = {
        "Lists the effective switches: for each source topic its decode mode and whether it is paused, and the "
            + "projects whose tasks are dropped.",
        "SET AS is the switch that applies, and SET BY its control record; without them, the configuration does."
      })
  int list(@Mixin ControlAccess control, @Mixin OutputArguments output) {
    return show(EffectiveSwitch.all(control.read(), control.config()), output);
  }

  private static int show(List<EffectiveSwitch> switches, OutputArguments output) {
    RowWriter<EffectiveSwitch> rows = output.rows(EffectiveSwitch.COLUMNS);
    switches.forEach(rows::write);
    rows.finish(List.of(), Map.of());
    return ExitCode.DONE;
  }
}
