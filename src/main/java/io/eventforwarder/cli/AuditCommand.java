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
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: compares the ledger with the output topics. */
@Command(
    name = "audit",
    description = {
      "Proves that every record had exactly one outcome.",
      "Compares the ledger with the tasks and dead letters that are there, and gives each range of source offsets",
      "a verdict: proven, gap, pending, not_provable, lost, duplicated, unaccounted or miscounted. If counts differ,",
      "reads the source topic to name each record. Exit code 4 if anything is lost, duplicated, unaccounted or",
      "miscounted."
    })
final class AuditCommand extends ForwarderCommand {

  private static final List<Column<Finding>> COLUMNS =
      List.of(
          new Column<>("verdict", 12, finding -> finding.verdict().toString()),
          new Column<>("topic", 16, finding -> finding.partition().topic()),
          new Column<>("partition", 9, finding -> finding.partition().partition()),
          new Column<>("from", 12, finding -> finding.offsets().from()),
          new Column<>("to", 12, finding -> finding.offsets().to()),
          new Column<>("records", 12, Finding::records),
          new Column<>("detail", 40, Finding::detail));

  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Only ledger rows written at this time or later: ISO-8601, milliseconds, or 2h for 2 hours ago.")
  private Instant from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only ledger rows written before this time.")
  private Instant until;

  @Option(
      names = "--follow",
      description =
          "Continue until SIGINT or SIGTERM, also while brokers are unreachable. Prints changes of the state to"
              + " standard error.")
  private boolean follow;

  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    require(!follow || until == null, "--follow has no end; leave out --follow or --until");
    require(
        !follow || output.format() != OutputArguments.Format.JSON,
        "--follow does not end its JSON; use --output jsonl");
    ForwarderConfig config = arguments.load();
    requireAuditable(config);
    return follow ? StopSignal.interrupting(() -> audit(config)) : audit(config);
  }

  private int audit(ForwarderConfig config) {
    RowWriter<Finding> rows = output.rows(COLUMNS);
    try (Audit audit =
        new Audit(config, Optional.ofNullable(from), Optional.ofNullable(until), rows::write)) {
      if (follow) {
        follow(audit, rows);
      } else {
        audit.pass();
        while (audit.hasLooseEnds()) {
          audit.nextPass();
        }
      }
      audit.finish();
      AuditSummary summary = new AuditSummary(audit);
      rows.finish(summary.text(), summary.json());
      return audit.faults() == 0 ? ExitCode.DONE : ExitCode.DATA_PROBLEM;
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
    Runnable pass = audit::pass;
    while (!Thread.interrupted()) {
      rows.flush();
      String state;
      try {
        pass.run();
        state = new AuditSummary(audit).progress();
      } catch (UnavailableException e) {
        if (Thread.interrupted()) {
          return;
        }
        state = "waiting: " + e.getMessage();
      }
      if (!state.equals(last)) {
        err().println(state);
        last = state;
      }
      pass = audit::nextPass;
    }
  }
}
