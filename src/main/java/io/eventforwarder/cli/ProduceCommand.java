// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.demo.SampleTraffic;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code produce}: writes sample traffic to test a deployment. */
@Command(
    name = "produce",
    description = {
      "Writes synthetic event records to Kafka.",
      "A mix of inserts with, without and with broken headers, other operations, and broken records."
    })
final class ProduceCommand extends ForwarderCommand {

  @Option(
      names = {"-b", "--bootstrap-servers"},
      required = true,
      paramLabel = "HOST:PORT",
      description = "Brokers to write to.")
  private String bootstrapServers;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "TOPIC=TYPE",
      description =
          "Topic to write and its type: error, transaction or generic. May be repeated."
              + " Default: ${DEFAULT-VALUE}.",
      defaultValue = "events=error")
  private Map<String, EventStreamType> topics;

  @Option(
      names = {"-n", "--count"},
      defaultValue = "1000",
      description = "Records to write, over all topics. Default: ${DEFAULT-VALUE}.")
  private long count;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "N/s",
      description = "Records per second. Default: as fast as Kafka accepts them.")
  private double rate;

  @Option(
      names = "--value-bytes",
      defaultValue = "1500",
      description = "Approximate length of a value. Default: ${DEFAULT-VALUE}.")
  private int valueBytes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same records. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Property of the Kafka producer. May be repeated.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    require(count >= 0, "--count must not be negative, was " + count);
    try (SampleProducer producer = SampleProducer.connect(bootstrapServers, properties)) {
      producer.requireTopics(topics.keySet());
      long start = System.nanoTime();
      producer.produce(new SampleTraffic(seed, valueBytes), topics, count, rate, produced -> {});
      double seconds = (System.nanoTime() - start) / 1e9;
      out()
          .printf(
              "wrote %,d records to %s in %.1f s%n",
              count, String.join(", ", topics.keySet()), seconds);
    }
    return ExitCode.DONE;
  }
}
