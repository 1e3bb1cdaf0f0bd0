// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.deadletter.DeadLetterReader;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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

  /** What a summary counts together. */
  private record Group(String reason, String topic) {}

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
    RowWriter<StoredDeadLetter> rows = output.rows(columns(config));
    AtomicLong total = new AtomicLong();
    Map<Group, LongSummaryStatistics> times =
        new TreeMap<>(Comparator.comparing(Group::reason).thenComparing(Group::topic));
    long foreign;
    try (TerminalProgress progress = new TerminalProgress("dead letters");
        DeadLetterReader reader =
            new DeadLetterReader(KafkaCluster.dispatch(config), config.deadLetterTopic())) {
      foreign =
          reader.read(
              selection.selection(),
              progress,
              deadLetter -> {
                boolean isLast = total.incrementAndGet() >= limit;
                if (summary) {
                  Group group = new Group(deadLetter.reason(), deadLetter.source().topic());
                  times
                      .computeIfAbsent(group, key -> new LongSummaryStatistics())
                      .accept(deadLetter.timestamp());
                  return !isLast;
                }
                progress.close();
                return rows.write(deadLetter) && !isLast;
              });
    }
    if (summary) {
      write(times, total.get());
    } else {
      rows.finish(List.of(), Map.of());
    }
    if (foreign > 0) {
      err()
          .printf(
              "note: %d records of %s are not dead letters: they have no provenance headers%n",
              foreign, config.deadLetterTopic());
    }
    return ExitCode.DONE;
  }

  private static List<Column<StoredDeadLetter>> columns(ForwarderConfig config) {
    List<Column<StoredDeadLetter>> columns =
        new ArrayList<>(DeadLettersCommand.columns(config, Function.identity()));
    columns.add(
        new Column<>(
            "size",
            9,
            letter -> letter.valueSize().isPresent() ? letter.valueSize().getAsLong() : null));
    columns.add(new Column<>("message", 1, header(DeadLetterHeaders.VALUE_MESSAGE)));
    columns.add(Column.jsonOnly("header_message", header(DeadLetterHeaders.HEADER_MESSAGE)));
    columns.add(Column.jsonOnly("failed_at", header(DeadLetterHeaders.TIME)));
    columns.add(Column.jsonOnly("replays", StoredDeadLetter::replayCount));
    return columns;
  }

  private static Function<StoredDeadLetter, Object> header(String name) {
    return letter -> letter.header(name).orElse(null);
  }

  private void write(Map<Group, LongSummaryStatistics> times, long total) {
    int topicWidth = times.keySet().stream().mapToInt(it -> it.topic().length()).max().orElse(0);
    RowWriter<Map.Entry<Group, LongSummaryStatistics>> rows =
        output.rows(
            List.of(
                new Column<>("reason", 20, row -> row.getKey().reason()),
                new Column<>("topic", Math.max(topicWidth, 5), row -> row.getKey().topic()),
                new Column<>("count", 12, row -> row.getValue().getCount()),
                Column.time("first", row -> row.getValue().getMin()),
                Column.time("last", row -> row.getValue().getMax())));
    times.entrySet().forEach(rows::write);
    rows.finish(List.of("total " + total), Map.of("total", total));
  }
}
