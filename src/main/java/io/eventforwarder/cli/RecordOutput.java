// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The arguments that say how one record is shown, alike in every command that shows one. */
final class RecordOutput {

  @Option(
      names = "--full",
      description = {
        "Show all of key, headers and value. Without it long ones are cut, and what could be a "
            + "secret is masked, by its name or its form."
      })
  private boolean full;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table (text), json or jsonl. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format;

  RecordReport report() {
    return new RecordReport(full);
  }

  void write(ObjectNode report, PrintWriter out) {
    switch (format) {
      case TABLE -> new RecordText(out).write(report);
      case JSON -> report.toPrettyString().lines().map(JsonLine::of).forEach(out::println);
      case JSONL -> out.println(JsonLine.of(report.toString()));
    }
  }
}
