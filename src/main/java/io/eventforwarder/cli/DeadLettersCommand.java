// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import picocli.CommandLine.Command;

/** {@code dead-letters}: find, understand and replay what failed. */
@Command(
    name = "dead-letters",
    description = {
      "Finds, shows and replays records that could not be decoded.",
      "Reads committed records only, up to the end of the topic when the command starts."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersReplayCommand.class
    })
final class DeadLettersCommand {}
