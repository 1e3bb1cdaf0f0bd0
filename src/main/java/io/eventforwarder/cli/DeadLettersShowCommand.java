// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterReader;
import io.eventforwarder.deadletter.StoredDeadLetter;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dead-letters show}: one dead letter, why it failed, and what would become of it now. */
@Command(
    name = "show",
    description = {
      "Shows one dead letter: why it failed, its headers and value, and what the configured decoder "
          + "makes of it now. TOPIC, PARTITION and OFFSET are those of the original record, or the dead "
          + "letter's own if TOPIC is the dead-letter topic."
    })
final class DeadLettersShowCommand implements Callable<Integer> {

  @Mixin private ConfigArguments arguments;
  @Mixin private CoordinatesArguments coordinates;
  @Mixin private RecordOutput output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ForwarderConfig config = arguments.load();
    StoredDeadLetter deadLetter;
    try (DeadLetterReader reader =
        new DeadLetterReader(KafkaCluster.dispatch(config), config.deadLetterTopic())) {
      deadLetter = reader.find(coordinates.coordinates());
    }
    String sourceCluster = KafkaCluster.sourceName(config);
    output.write(
        output
            .report()
            .of(deadLetter, Explanation.of(deadLetter.original(), config, sourceCluster)),
        spec.commandLine().getOut());
    return ExitCode.DONE;
  }
}
