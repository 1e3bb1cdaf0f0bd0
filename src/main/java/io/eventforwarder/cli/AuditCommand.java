// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import io.eventforwarder.config.InvalidConfigException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit}: proves by the output topics what the ledger says. */
@Command(
    name = "audit",
    description = {
      "Proves that every record had exactly one outcome.",
      "Reads the ledger, the task topics and the dead-letter topic, committed records only, and compares them:",
      "the ledger's ranges follow one another, each task and dead letter lies in one, none is there twice, and",
      "there are as many as the ledger counts. Where they differ, asks the source topic which record it is.",
      "Exit code 4 if anything is lost, duplicated, unaccounted or miscounted, or stands behind a transaction",
      "that has been open for long; gaps that the ledger tells of are shown, and are no fault."
    })
final class AuditCommand implements Callable<Integer> {

  private static final List<Column<Finding>> COLUMNS =
      List.of(
          new Column<>("problem", 11, finding -> finding.problem().name().toLowerCase(Locale.ROOT)),
          new Column<>("topic", 16, finding -> finding.partition().topic()),
          new Column<>("partition", 9, finding -> finding.partition().partition()),
          new Column<>("from", 12, finding -> finding.offsets().from()),
          new Column<>("to", 12, finding -> finding.offsets().to()),
          new Column<>("detail", 40, Finding::detail));

  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Only rows that the ledger got since: ISO-8601, milliseconds, or 2h for ago.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Only rows that the ledger got before.")
  private Instant to;

  @Option(
      names = "--follow",
      description = "Go on as the job does, until interrupted. Tells the state on standard error.")
  private boolean follow;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json or jsonl. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (follow && to != null) {
      throw new ParameterException(
          spec.commandLine(), "--follow has no end, so --to cannot go with it");
    }
    ForwarderConfig config = arguments.load();
    requireAuditable(config);
    RowWriter<Finding> rows = RowWriter.of(output, spec.commandLine().getOut(), COLUMNS);
    try (Audit audit =
        new Audit(config, Optional.ofNullable(from), Optional.ofNullable(to), rows::write)) {
      audit.pass();
      if (follow) {
        follow(audit, config, rows);
      } else if (audit.hasLooseEnds() && sleep(config)) {
        audit.pass();
      }
      AuditSummary summary = new AuditSummary(audit);
      rows.finish(summary.text(), summary.json());
      return audit.faults() == 0 && audit.blocked().isEmpty()
          ? ExitCode.DONE
          : ExitCode.DATA_PROBLEM;
    }
  }

  private static void requireAuditable(ForwarderConfig config) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (config.ledgerTopic().isEmpty()) {
      problems.add(
          new ConfigProblem(
              ForwarderOptions.LEDGER_TOPIC.key(),
              null,
              "an audit needs the job's ledger",
              "create a topic, and set it for the job and here"));
    }
    if (!config.dispatch().provenanceHeaders()) {
      problems.add(
          new ConfigProblem(
              ForwarderOptions.DISPATCH_PROVENANCE_HEADERS.key(),
              "false",
              "tasks do not say where they come from, so they cannot be audited",
              "set it to true, for the job and here"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  /** Until the thread is interrupted. */
  private void follow(Audit audit, ForwarderConfig config, RowWriter<Finding> rows) {
    String told = "";
    do {
      rows.flush();
      String state = new AuditSummary(audit).line();
      if (!state.equals(told)) {
        spec.commandLine().getErr().println(state);
        told = state;
      }
      if (!sleep(config)) {
        return;
      }
      audit.pass();
    } while (true);
  }

  /** False if the thread was interrupted. */
  private static boolean sleep(ForwarderConfig config) {
    try {
      Thread.sleep(config.checkpointInterval().toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
