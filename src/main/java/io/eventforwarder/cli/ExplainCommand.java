// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.SourceRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code explain}: shows what the forwarder does with a record of a source topic, and why. */
@Command(
    name = "explain",
    description = {
      "Shows what the configured forwarder does with a record of a source topic, and why: the decisions "
          + "of its headers and of its value side by side, the outcome, and the task with its topic."
    })
final class ExplainCommand extends ForwarderCommand {

  @Mixin private ConfigArguments arguments;
  @Mixin private RecordArguments record;

  @Override
  public Integer call() {
    ForwarderConfig config = arguments.load();
    SourceRecord found;
    try (TopicReader reader = new TopicReader(KafkaCluster.source(config))) {
      found = SourceRecord.of(reader.fetch(record.coordinates()));
    }
    record.print(record.report(config).of(found));
    return ExitCode.DONE;
  }
}
