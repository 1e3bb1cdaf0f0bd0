// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.TestTopics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command's formats and exit codes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CheckCommandITCase {

  private static EmbeddedBroker broker;

  private TestTopics topics;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 1, 1);
  }

  @Test
  void isDoneWithWarnings() {
    CommandLineRun run = check(Map.of());

    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).first().isEqualTo("LEVEL  CHECK                FINDING");
    assertThat(run.lines())
        .contains("ok     configuration        is valid")
        .anyMatch(line -> line.startsWith("warn   topics               " + topics.source + ": "))
        .last()
        .asString()
        .matches("\\d+ checks: 0 fail, \\d+ warn");
  }

  @Test
  void writesJson() throws Exception {
    CommandLineRun run = CommandLineRun.of(topics.arguments(Map.of(), "check", "--output", "json"));

    JsonNode json = run.json();
    assertThat(json.at("/rows/0").toString())
        .isEqualTo(
            """
            {"level":"ok","check":"configuration","detail":"is valid","remedy":null}""");
    assertThat(json.at("/summary/checks").asInt()).isEqualTo(json.path("rows").size());
  }

  @Test
  void reportsWrongConfigurationLineByLine() {
    CommandLineRun run = check(Map.of("decode.mode", "fast", "checkpoint.intervall", "1 s"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.lines())
        .contains(
            "fail   configuration        decode.mode = 'fast': not a valid value; write one of"
                + " headers-first, value-only",
            "2 checks: 2 fail, 0 warn");
  }

  @Test
  void reportsWhatIsUnreachableAndChecksTheRest() {
    CommandLineRun run =
        check(Map.of("dispatch.bootstrap-servers", "127.0.0.1:1", "source.topics", "no:error"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "fail   brokers              cannot reach Kafka at 127.0.0.1:1"
                        + " (dispatch.bootstrap-servers): "))
        .anyMatch(line -> line.startsWith("fail   topics               no topic no at "))
        .anyMatch(line -> line.startsWith("ok     group "));
  }

  @Test
  void reportsAJobThatRuns() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "transactional.id",
            topics.settings(Map.of()).get("dispatch.transactional-id-prefix") + "-ledger-0-1");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.ledger, new byte[] {1}, new byte[] {1}));
      producer.flush();

      assertThat(check(Map.of()).exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    }
  }

  private CommandLineRun check(Map<String, String> more) {
    return CommandLineRun.of(topics.arguments(more, "check"));
  }
}
