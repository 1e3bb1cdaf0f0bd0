// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import picocli.CommandLine.Command;

/** {@code control}: what is switched while the job runs. */
@Command(
    name = "control",
    description = {
      "Switches that act while the job runs, without a restart: how topics are decoded, whether they "
          + "are read, and projects whose tasks are dropped.",
      "They are records of the compacted topic that control.topic names."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ControlSetCommand.class,
      ControlUnsetCommand.class,
      ControlGetCommand.class,
      ControlListCommand.class
    })
final class ControlCommand {}
