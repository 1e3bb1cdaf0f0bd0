// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.SourceRecord;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code explain}: what the forwarder does with a record of a source topic, and why. */
@Command(
    name = "explain",
    description = {
      "Shows what the configured forwarder does with a record of a source topic, and why: what its "
          + "headers say and what its value says, side by side, the outcome, and the task with its topic."
    })
final class ExplainCommand implements Callable<Integer> {

  @Mixin private ConfigArguments arguments;
  @Mixin private CoordinatesArguments coordinates;
  @Mixin private RecordOutput output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ForwarderConfig config = arguments.load();
    SourceRecord record;
    try (TopicReader reader = new TopicReader(KafkaCluster.source(config))) {
      record = SourceRecord.of(reader.fetch(coordinates.coordinates()));
    }
    output.write(
        output.report().of(Explanation.of(record, config, KafkaCluster.sourceName(config))),
        spec.commandLine().getOut());
    return ExitCode.DONE;
  }
}
