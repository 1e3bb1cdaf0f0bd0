// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.Replay;
import io.eventforwarder.deadletter.ReplayDecision;
import io.eventforwarder.deadletter.ReplayDecision.Action;
import io.eventforwarder.deadletter.ReplaySummary;
import io.eventforwarder.deadletter.StoredDeadLetter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters replay}: sends dead letters again, each once. */
@Command(
    name = "replay",
    description = {
      "Sends dead letters again, after the cause of their failure is fixed. Without --execute it sends "
          + "nothing and lists what it would do.",
      "Each dead letter is replayed once, however often this is run, with any selection, and also if a "
          + "run is killed: the topic <dead-letter.topic>-replayed records what was replayed, in the "
          + "transactions that send the records."
    },
    footer = {
      "",
      "Exits with 4 if some of the selected dead letters are not replayed: refused, or without a"
          + " task to send."
    })
final class DeadLettersReplayCommand extends ForwarderCommand {

  @Mixin private ConfigArguments arguments;
  @Mixin private SelectionArguments selection;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET",
      description = {
        "source: to the source topic, for the job to retry; tasks keep the ids of the first attempt.",
        "dispatch: decode now, with this configuration, and send the tasks themselves, unless a"
            + " switch pauses their topic or drops their project."
      })
  private Replay.Destination destination;

  @ArgGroup private Mode mode = new Mode();

  /** Not both. */
  static final class Mode {
    @Option(names = "--dry-run", description = "Send nothing. The default.")
    private boolean dryRun;

    @Option(names = "--execute", description = "Send, and list only what is not sent.")
    private boolean execute;
  }

  @Option(
      names = "--again",
      description = "Include what was replayed before. The tasks have the same ids.")
  private boolean again;

  @Option(
      names = "--max-replays",
      defaultValue = "3",
      paramLabel = "N",
      description = "Refuse records that were replayed this often. Default: ${DEFAULT-VALUE}.")
  private int maxReplays;

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      description = "Records a second. Default: as fast as Kafka takes them.")
  private double rate;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Send at most N records.")
  private long limit = Long.MAX_VALUE;

  @Mixin private OutputArguments output;

  private record Row(StoredDeadLetter deadLetter, ReplayDecision decision) {}

  @Override
  public Integer call() {
    require(limit >= 1 && maxReplays >= 1, "--limit and --max-replays must be at least 1");
    ForwarderConfig config = arguments.load();
    RowWriter<Row> rows = output.rows(columns(config));
    ReplaySummary summary;
    try (TerminalProgress progress = new TerminalProgress("dead letters")) {
      summary =
          new Replay(
                  config,
                  destination,
                  new Replay.Settings(mode.execute, again, maxReplays, rate, limit))
              .run(
                  selection.selection(),
                  progress,
                  (deadLetter, decision) -> {
                    if (!mode.execute || !decision.isDone()) {
                      progress.close();
                      rows.write(new Row(deadLetter, decision));
                    }
                  });
    } finally {
      rows.flush();
    }
    rows.finish(text(summary), fields(summary));
    boolean allReplayed =
        summary.count(Action.REFUSE) == 0 && summary.count(Action.STILL_FAILS) == 0;
    return allReplayed ? ExitCode.DONE : ExitCode.DATA_PROBLEM;
  }

  private static List<Column<Row>> columns(ForwarderConfig config) {
    List<Column<Row>> columns =
        new ArrayList<>(DeadLettersCommand.columns(config, Row::deadLetter));
    columns.add(new Column<>("replays", 7, row -> row.deadLetter().replayCount()));
    columns.add(new Column<>("action", 11, row -> name(row.decision().action())));
    columns.add(new Column<>("detail", 1, row -> row.decision().detail()));
    return columns;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private List<String> text(ReplaySummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%s %,d dead letters to %s%s",
            mode.execute ? "sent" : "would send",
            summary.count(Action.SEND),
            name(destination),
            summary.sentByTopic().isEmpty() ? "" : " " + summary.sentByTopic()));
    addLine(lines, summary.count(Action.REPLAYED_BEFORE), "had been replayed before: skipped");
    addLine(lines, summary.count(Action.NO_TASK), "now decode and need no task: done");
    addLine(lines, summary.count(Action.STILL_FAILS), "still fail: not sent");
    addLine(lines, summary.count(Action.REFUSE), "refused: not sent");
    if (!mode.execute && summary.count(Action.SEND) > 0) {
      lines.add("nothing was sent; add --execute to send");
    }
    return lines;
  }

  private static void addLine(List<String> lines, long count, String what) {
    if (count > 0) {
      lines.add(String.format("%,d %s", count, what));
    }
  }

  private Map<String, Object> fields(ReplaySummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("executed", mode.execute);
    fields.put("to", name(destination));
    for (Action action : Action.values()) {
      fields.put(name(action), summary.count(action));
    }
    fields.put("topics", summary.sentByTopic());
    return fields;
  }
}
