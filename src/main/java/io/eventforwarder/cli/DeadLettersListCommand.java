// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterReader;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.kafka.KafkaCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters list}: what failed, one row each, or counted. */
@Command(
    name = "list",
    description = {
      "Lists dead letters, in the order of the dead-letter topic's partitions and offsets.",
      "TIME is the timestamp of the original record; SIZE is that of its value, in bytes."
    })
final class DeadLettersListCommand extends ForwarderCommand {

  @Mixin private ConfigArguments arguments;
  @Mixin private SelectionArguments selection;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Stop after so many.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--summary",
      description = "Count by reason and source topic instead, with the first and last time.")
  private boolean summary;

  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    require(limit >= 1, "--limit must be at least 1, was " + limit);
    ForwarderConfig config = arguments.load();
    long foreign;
    try (TerminalProgress progress = new TerminalProgress("dead letters");
        DeadLetterReader reader =
            new DeadLetterReader(KafkaCluster.dispatch(config), config.deadLetterTopic())) {
      foreign = summary ? summarize(reader, progress) : list(config, reader, progress);
    }
    if (foreign > 0) {
      err()
          .printf(
              "note: %d records of %s are not dead letters: they have no provenance headers%n",
              foreign, config.deadLetterTopic());
    }
    return ExitCode.DONE;
  }

  private long list(ForwarderConfig config, DeadLetterReader reader, TerminalProgress progress) {
    RowWriter<StoredDeadLetter> rows = output.rows(DeadLetterColumns.forList(config));
    long foreign =
        reader.read(
            selection.selection(),
            progress,
            deadLetter -> {
              progress.close();
              return rows.write(deadLetter) && rows.rows() < limit;
            });
    rows.finish();
    return foreign;
  }

  private long summarize(DeadLetterReader reader, TerminalProgress progress) {
    DeadLetterSummary counts = new DeadLetterSummary();
    long foreign =
        reader.read(
            selection.selection(),
            progress,
            deadLetter -> {
              counts.add(deadLetter);
              return counts.total() < limit;
            });
    progress.close();
    counts.write(output);
    return foreign;
  }
}
