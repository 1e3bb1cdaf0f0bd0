// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import io.eventforwarder.config.InvalidConfigException;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: compares the ledger with the output topics. */
@Command(
    name = "audit",
    description = {
      "Proves that every record had exactly one outcome.",
      "Reads the committed records of the ledger, the task topics and the dead-letter topic, and compares them:",
      "the ledger's ranges must follow one another, each task and dead letter must be in one and exist once, and",
      "their numbers must be those in the ledger. If they differ, reads the source topic to name each record.",
      "Exit code 4 if anything is lost, duplicated, unaccounted, miscounted, or hidden by a transaction that has",
      "been open for too long. Gaps in the ledger are shown, but are no fault."
    })
final class AuditCommand extends ForwarderCommand {

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
      description =
          "Only ledger rows written at this time or later: ISO-8601, milliseconds, or 2h for 2 hours ago.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Only ledger rows written before this time.")
  private Instant to;

  @Option(
      names = "--follow",
      description =
          "Continue while the job runs, until interrupted. Prints changes of the state to standard error.")
  private boolean follow;

  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    require(!follow || to == null, "--follow has no end; leave out --follow or --to");
    ForwarderConfig config = arguments.load();
    requireAuditable(config);
    RowWriter<Finding> rows = output.rows(COLUMNS);
    try (Audit audit =
        new Audit(config, Optional.ofNullable(from), Optional.ofNullable(to), rows::write)) {
      audit.pass();
      if (follow) {
        follow(audit, rows);
      } else if (audit.hasLooseEnds()) {
        audit.nextPass();
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
              "tasks without provenance headers cannot be audited",
              "set it to true, for the job and here"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  /** Returns when the thread is interrupted. */
  private void follow(Audit audit, RowWriter<Finding> rows) {
    String last = "";
    try {
      while (true) {
        rows.flush();
        String state = new AuditSummary(audit).line();
        if (!state.equals(last)) {
          err().println(state);
          last = state;
        }
        audit.nextPass();
      }
    } catch (UnavailableException e) {
      // All that waits for the brokers reports an interruption like this.
      if (!Thread.interrupted()) {
        throw e;
      }
    }
  }
}
