// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option {@code --output}. */
final class OutputArguments {

  enum Format {
    TABLE,
    /** One JSON document. */
    JSON,
    /** One JSON document a line. */
    JSONL
  }

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table (text for a single record), json or jsonl. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  Format format() {
    return format;
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Rows on standard output. */
  <T> RowWriter<T> rows(List<Column<T>> columns) {
    return new RowWriter<>(format, out(), columns);
  }
}
