// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import picocli.CommandLine.Command;

/** {@code control}: changes settings while the job runs. */
@Command(
    name = "control",
    description = {
      "Changes settings while the job runs, without a restart: how topics are decoded, whether they "
          + "are read, and for which projects tasks are dropped.",
      "Switches are records of the compacted topic control.topic."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ControlSetCommand.class,
      ControlUnsetCommand.class,
      ControlGetCommand.class,
      ControlListCommand.class
    })
final class ControlCommand {}
