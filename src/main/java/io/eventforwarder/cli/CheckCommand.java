// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.check.CheckResult;
import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.cli.OutputArguments.Format;
import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.InvalidConfigException;
import io.eventforwarder.job.Preflight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: reports whether the job can run, and what may make it fail later. */
@Command(
    name = "check",
    description = {
      "Checks configuration, brokers, topics, rights and transactions before the job runs.",
      "Each line is ok, warn or fail, and names the remedy. Exit code 0 if nothing fails, 2 if the configuration",
      "is wrong, 3 if something is unreachable or not allowed, 4 if another job or client is in conflict."
    })
final class CheckCommand extends ForwarderCommand {

  private static final List<Column<CheckResult>> TABLE =
      List.of(
          new Column<>("level", 5, CheckResult::level),
          new Column<>("check", 19, CheckResult::check),
          new Column<>("finding", 40, CheckResult::text));
  private static final List<Column<CheckResult>> JSON =
      List.of(
          TABLE.get(0),
          TABLE.get(1),
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

  @Override
  public Integer call() {
    RowWriter<CheckResult> rows = output.rows(output.format() == Format.TABLE ? TABLE : JSON);
    List<CheckResult> results = new ArrayList<>();
    Consumer<CheckResult> report =
        result -> {
          results.add(result);
          rows.write(result);
          rows.flush();
        };
    try {
      ForwarderConfig config = arguments.load();
      report.accept(new CheckResult(Verdict.OK, "configuration", "is valid", null));
      Preflight.checks(config).all(!readOnly, report);
    } catch (InvalidConfigException e) {
      for (ConfigProblem problem : e.problems()) {
        report.accept(
            new CheckResult(Verdict.WRONG_CONFIG, "configuration", problem.toString(), null));
      }
    }
    long failures = results.stream().filter(CheckResult::isFailure).count();
    long warnings = results.stream().filter(result -> result.verdict() == Verdict.WARN).count();
    rows.finish(
        List.of("%d checks: %d fail, %d warn".formatted(results.size(), failures, warnings)),
        Map.of("checks", results.size(), "fail", failures, "warn", warnings));
    return ExitCode.of(CheckResult.worst(results));
  }
}
