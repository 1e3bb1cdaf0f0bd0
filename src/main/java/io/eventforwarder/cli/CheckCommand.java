// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.check.CheckFailedException;
import io.eventforwarder.check.CheckResult;
import io.eventforwarder.check.Verdict;
import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.InvalidConfigException;
import io.eventforwarder.job.Preflight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: finds out whether the job can run, and what would hurt it later. */
@Command(
    name = "check",
    description = {
      "Checks configuration, brokers, topics, rights and transactions before the job runs.",
      "Each line is ok, warn or fail, and says what to do. Exit code 0 if nothing fails, 2 if the configuration",
      "is wrong, 3 if something is unreachable or not allowed, 4 if another job or client is in conflict."
    })
final class CheckCommand extends ForwarderCommand {

  private static final Column<CheckResult> LEVEL =
      new Column<>("level", 5, result -> result.verdict().level());
  private static final Column<CheckResult> CHECK = new Column<>("check", 19, CheckResult::check);

  private static final List<Column<CheckResult>> TABLE =
      List.of(LEVEL, CHECK, new Column<>("finding", 40, CheckResult::text));
  private static final List<Column<CheckResult>> JSON =
      List.of(
          LEVEL,
          CHECK,
          Column.jsonOnly("detail", CheckResult::detail),
          Column.jsonOnly("remedy", CheckResult::remedy));

  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--read-only",
      description = {
        "Write nothing. Without it, a record is written to each output topic in a transaction that is",
        "aborted, so consumers that read committed records never see it."
      })
  private boolean readOnly;

  @Mixin private OutputArguments output;

  private final List<CheckResult> results = new ArrayList<>();

  @Override
  public Integer call() {
    RowWriter<CheckResult> rows = output.rows(output.format() == OutputFormat.TABLE ? TABLE : JSON);
    try {
      ForwarderConfig config = arguments.load();
      take(new CheckResult(Verdict.OK, "configuration", "is valid", null), rows);
      Preflight.checks(config).all(!readOnly, result -> take(result, rows));
    } catch (InvalidConfigException e) {
      for (ConfigProblem problem : e.problems()) {
        take(
            new CheckResult(Verdict.WRONG_CONFIG, "configuration", problem.toString(), null), rows);
      }
    }
    long failures = results.stream().filter(result -> result.verdict().isFailure()).count();
    long warnings = results.stream().filter(result -> result.verdict() == Verdict.WARN).count();
    rows.finish(
        List.of("%d checks: %d fail, %d warn".formatted(results.size(), failures, warnings)),
        Map.of("checks", results.size(), "fail", failures, "warn", warnings));
    return ExitCode.of(CheckFailedException.worst(results));
  }

  private void take(CheckResult result, RowWriter<CheckResult> rows) {
    results.add(result);
    rows.write(result);
    rows.flush();
  }
}
