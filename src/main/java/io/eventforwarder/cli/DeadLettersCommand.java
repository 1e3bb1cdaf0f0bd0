// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterReader;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead-letters}: lists, explains and replays what failed. */
@Command(
    name = "dead-letters",
    description = {
      "Finds, shows and replays records that could not be decoded.",
      "Reads committed records only, up to the end of the topic when the command starts."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DeadLettersListCommand.class, DeadLettersReplayCommand.class})
final class DeadLettersCommand {

  @Command(
      name = "show",
      description = {
        "Shows one dead letter: why it failed, its headers and value, and what the configured decoder "
            + "decides now. TOPIC, PARTITION and OFFSET are those of the original record, or the dead "
            + "letter's own if TOPIC is the dead-letter topic."
      })
  int show(@Mixin ConfigArguments arguments, @Mixin RecordArguments record) {
    ForwarderConfig config = arguments.load();
    StoredDeadLetter deadLetter;
    try (DeadLetterReader reader =
        new DeadLetterReader(KafkaCluster.dispatch(config), config.deadLetterTopic())) {
      deadLetter = reader.find(record.coordinates());
    }
    record.print(record.report(config).of(deadLetter));
    return ExitCode.DONE;
  }

  /**
   * The columns of every list of dead letters.
   *
   * @param letter the dead letter of a row
   */
  static <T> List<Column<T>> columns(ForwarderConfig config, Function<T, StoredDeadLetter> letter) {
    int topicWidth =
        config.source().typeByTopic().keySet().stream().mapToInt(String::length).max().orElse(0);
    return List.of(
        Column.time("time", letter.andThen(StoredDeadLetter::timestamp)),
        new Column<>("topic", topicWidth, letter.andThen(it -> it.source().topic())),
        new Column<>("partition", 9, letter.andThen(it -> it.source().partition())),
        new Column<>("offset", 12, letter.andThen(it -> it.source().offset())),
        new Column<>("reason", 20, letter.andThen(StoredDeadLetter::reason)),
        Column.jsonOnly("dead_letter_partition", letter.andThen(it -> it.record().partition())),
        Column.jsonOnly("dead_letter_offset", letter.andThen(it -> it.record().offset())));
  }
}
