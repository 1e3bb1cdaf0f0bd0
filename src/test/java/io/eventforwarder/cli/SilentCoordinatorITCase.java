// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.job.ClusterFacts;
import io.eventforwarder.job.ForwarderPipeline;
import io.eventforwarder.job.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A single broker with Kafka's default settings for three, which has no transactions. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SilentCoordinatorITCase {

  private static final List<NewTopic> TOPICS =
      List.of(
          new NewTopic("events", 1, (short) 1),
          new NewTopic("taskworker", 1, (short) 1),
          new NewTopic("post-process-dead-letters", 1, (short) 1));

  private static final String FACTS =
      "brokers 1, transaction.state.log.replication.factor 3, transaction.state.log.min.isr 2,"
          + " topic __transaction_state does not exist; start the brokers that are missing, set"
          + " transaction.state.log.replication.factor and transaction.state.log.min.isr to at most"
          + " the number of brokers before the topic is created, or set dispatch.guarantee:"
          + " at-least-once, which needs no transactions";

  @TempDir private static Path directory;

  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws Exception {
    broker =
        BrokerProcess.start(
            directory,
            Map.of(
                "transaction.state.log.replication.factor", "3",
                "transaction.state.log.min.isr", "2"),
            "512m");
    broker.createTopics(TOPICS);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void checkSaysWhatTheCoordinatorLacks() {
    CommandLineRun run = forwarder(broker.bootstrapServers(), "check");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.lines())
        .filteredOn(line -> line.startsWith("fail"))
        .singleElement()
        .asString()
        .contains("the transaction coordinator of " + place() + " does not answer, although")
        .endsWith("while awaiting InitProducerId): " + FACTS);
  }

  @Test
  void runSaysSoBeforeItStarts() {
    CommandLineRun run = forwarder(broker.bootstrapServers(), "run");

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err())
        .startsWith("error: the transaction coordinator of " + place() + " does not answer")
        .endsWith(FACTS + System.lineSeparator())
        .hasLineCount(1);
  }

  @Test
  void theAlternativeWorks() {
    CommandLineRun run =
        forwarder(broker.bootstrapServers(), "check", "-D", "dispatch.guarantee=at-least-once");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void theJobSaysSoWhenItsWritersStart() throws Exception {
    ForwarderConfig config =
        ForwarderConfig.load(
            Optional.empty(),
            Map.of(
                "source.bootstrap-servers", broker.bootstrapServers(),
                "kafka.sink.properties.max.block.ms", "3000",
                "flink.restart-strategy.type", "disable",
                "flink.parallelism.default", "1"),
            Map.of());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            Configuration.fromMap(config.job().flinkProperties()));
    Map<String, Integer> maxRecordBytes =
        Map.of("taskworker", 1_000_000, "post-process-dead-letters", 1_000_000);
    new ForwarderPipeline(config, new ClusterFacts("cluster", maxRecordBytes)).define(env);

    try (LocalCluster cluster = LocalCluster.start(config.job().flinkProperties(), 1)) {
      JobID job = cluster.submit(env, "silent-coordinator");
      assertThatThrownBy(() -> cluster.end(job).get())
          .cause()
          .hasMessageStartingWith(
              "the job failed: the transaction coordinator of " + place() + " does not answer")
          .hasMessageEndingWith(FACTS);
    }
  }

  @Test
  void aSilentGroupCoordinatorIsNamedToo() throws Exception {
    try (EmbeddedBroker other =
        EmbeddedBroker.start(Map.of("offsets.topic.replication.factor", "3"))) {
      other.createTopics(TOPICS);

      CommandLineRun run = forwarder(other.bootstrapServers(), "run");

      assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(run.err())
          .startsWith(
              "error: the group coordinator of Kafka at "
                  + other.bootstrapServers()
                  + " (source.bootstrap-servers) does not answer, although the brokers do")
          .endsWith(
              "): brokers 1, offsets.topic.replication.factor 3, topic __consumer_offsets does not"
                  + " exist; start the brokers that are missing, set offsets.topic.replication.factor"
                  + " to at most the number of brokers before the topic is created"
                  + System.lineSeparator())
          .hasLineCount(1);
    }
  }

  private static String place() {
    return "Kafka at " + broker.bootstrapServers() + " (dispatch.bootstrap-servers)";
  }

  private static CommandLineRun forwarder(String servers, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("-D", "source.bootstrap-servers=" + servers));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }
}
