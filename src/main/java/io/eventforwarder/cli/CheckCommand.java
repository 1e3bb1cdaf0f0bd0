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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check}: whether the job can run, and would run well. */
@Command(
    name = "check",
    description = {
      "Checks configuration, brokers, topics, rights and transactions before the job runs.",
      "Each line is ok, warn or fail, and says what to do. Exit code 0 if nothing fails, 2 if the configuration",
      "does, 3 if something cannot be reached or is not allowed, 4 if somebody else is in the way."
    })
final class CheckCommand implements Callable<Integer> {

  private static final Column<CheckResult> LEVEL =
      new Column<>("level", 5, result -> result.verdict().level());
  private static final Column<CheckResult> CHECK = new Column<>("check", 19, CheckResult::check);

  private static final List<Column<CheckResult>> TABLE =
      List.of(LEVEL, CHECK, new Column<>("finding", 40, CheckResult::text));
  private static final List<Column<CheckResult>> JSON =
      List.of(
          LEVEL,
          CHECK,
          new Column<>("detail", Column.JSON_ONLY, CheckResult::detail),
          new Column<>("remedy", Column.JSON_ONLY, CheckResult::remedy));

  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--read-only",
      description = {
        "Write nothing. Without it, a record goes to each output topic in a transaction that is",
        "aborted; consumers that read committed records never see it."
      })
  private boolean readOnly;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json or jsonl. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output;

  @Spec private CommandSpec spec;

  private final List<CheckResult> results = new ArrayList<>();

  @Override
  public Integer call() {
    RowWriter<CheckResult> rows =
        RowWriter.of(
            output, spec.commandLine().getOut(), output == OutputFormat.TABLE ? TABLE : JSON);
    try {
      ForwarderConfig config = arguments.load();
      take(new CheckResult(Verdict.OK, "configuration", "no fault in it", null), rows);
      new Preflight(config).checkAll(!readOnly, result -> take(result, rows));
    } catch (InvalidConfigException e) {
      for (ConfigProblem problem : e.problems()) {
        take(
            new CheckResult(Verdict.WRONG_CONFIG, "configuration", problem.toString(), null), rows);
      }
    }
    long failures = results.stream().filter(result -> result.verdict().isFailure()).count();
    long warnings = results.stream().filter(result -> result.verdict() == Verdict.WARN).count();
    rows.finish(
        List.of(results.size() + " checks: " + failures + " fail, " + warnings + " warn"),
        Map.of("checks", results.size(), "fail", failures, "warn", warnings));
    return ExitCode.of(CheckFailedException.worst(results));
  }

  private void take(CheckResult result, RowWriter<CheckResult> rows) {
    results.add(result);
    rows.write(result);
    rows.flush();
  }
}
