// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterReader;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.kafka.KafkaCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead-letters show}: explains one dead letter, and what the job would do with it now. */
@Command(
    name = "show",
    description = {
      "Shows one dead letter: why it failed, its headers and value, and what the configured decoder "
          + "decides now. TOPIC, PARTITION and OFFSET are those of the original record, or the dead "
          + "letter's own if TOPIC is the dead-letter topic."
    })
final class DeadLettersShowCommand extends ForwarderCommand {

  @Mixin private ConfigArguments arguments;
  @Mixin private CoordinatesArguments coordinates;
  @Mixin private RecordOutput output;

  @Override
  public Integer call() {
    ForwarderConfig config = arguments.load();
    StoredDeadLetter deadLetter;
    try (DeadLetterReader reader =
        new DeadLetterReader(KafkaCluster.dispatch(config), config.deadLetterTopic())) {
      deadLetter = reader.find(coordinates.coordinates());
    }
    output.write(deadLetter, Explanation.of(deadLetter.original(), config));
    return ExitCode.DONE;
  }
}
