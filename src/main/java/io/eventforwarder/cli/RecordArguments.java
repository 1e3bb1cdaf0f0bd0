// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.source.Coordinates;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of every command that shows one record. */
final class RecordArguments {

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Topic of the record.")
  private String topic;

  @Parameters(index = "1", paramLabel = "PARTITION", description = "Its partition.")
  private int partition;

  @Parameters(index = "2", paramLabel = "OFFSET", description = "Its offset.")
  private long offset;

  @Option(
      names = "--full",
      description = {
        "Show all of key, headers and value. Without it, long ones are cut, and what could be a "
            + "secret by its name or form is masked."
      })
  private boolean full;

  @Mixin private OutputArguments output;

  Coordinates coordinates() {
    return new Coordinates(topic, partition, offset);
  }

  RecordReport report(ForwarderConfig config) {
    return new RecordReport(config, full);
  }

  void print(JsonNode report) {
    PrintWriter out = output.out();
    switch (output.format()) {
      case TABLE -> new RecordText(out).write(report);
      case JSON -> report.toPrettyString().lines().map(JsonLine::of).forEach(out::println);
      case JSONL -> out.println(JsonLine.of(report.toString()));
    }
  }
}
