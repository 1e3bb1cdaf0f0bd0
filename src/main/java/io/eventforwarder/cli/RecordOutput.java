// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.deadletter.StoredDeadLetter;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of every command that shows one record. */
final class RecordOutput {

  @Option(
      names = "--full",
      description = {
        "Show all of key, headers and value. Without it, long ones are cut, and what could be a "
            + "secret by its name or form is masked."
      })
  private boolean full;

  @Mixin private OutputArguments output;

  void write(Explanation explanation) {
    print(new RecordReport(full).of(explanation));
  }

  void write(StoredDeadLetter deadLetter, Explanation explanation) {
    print(new RecordReport(full).of(deadLetter, explanation));
  }

  private void print(ObjectNode report) {
    PrintWriter out = output.out();
    switch (output.format()) {
      case TABLE -> new RecordText(out).write(report);
      case JSON -> report.toPrettyString().lines().map(JsonLine::of).forEach(out::println);
      case JSONL -> out.println(JsonLine.of(report.toString()));
    }
  }
}
