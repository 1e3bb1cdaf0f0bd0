// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints and restarts of the job leave on the brokers and in TaskManagers. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LeftoversITCase {

  private static final int RESTARTS = 5;
  private static final int CHECKPOINTS_BETWEEN = 40;
  private static final int SINKS = 5;

  /** For each subtask of a sink: one open, one to be committed, one for an aborted checkpoint. */
  private static final int IDS = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path savepoints;

  @Test
  void nothingGrowsWithCheckpointsAndRestarts() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TestCluster cluster = TestCluster.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        SampleProducer producer = SampleProducer.connect(broker.bootstrapServers(), Map.of())) {
      DemoTopics.create(broker);
      long clients = clientThreads();
      Map<String, String> settings = DemoTopics.settings(broker.bootstrapServers());
      settings.put("checkpoint.interval", "50 ms");
      SampleTraffic traffic = new SampleTraffic(9, 300);
      JobID job = cluster.submit(settings, TestCluster.TASK_MANAGERS);

      for (int restart = 0; restart <= RESTARTS; restart++) {
        long wanted = cluster.completedCheckpoints(job) + CHECKPOINTS_BETWEEN;
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  producer.produce(traffic, DemoTopics.sources(), 50, 0, record -> {});
                  return cluster.completedCheckpoints(job) >= wanted;
                });
        if (restart < RESTARTS) {
          cluster.terminateTaskManager();
          cluster.startTaskManager();
        }
      }
      cluster.stop(job, savepoints);

      assertThat(transactions(admin))
          .as("transactional ids")
          .hasSizeLessThanOrEqualTo(IDS * SINKS * TestCluster.TASK_MANAGERS)
          .extracting(TransactionListing::state)
          .doesNotContain(TransactionState.ONGOING, TransactionState.PREPARE_COMMIT);
      assertThat(producers(admin))
          .as("producers that the task partition remembers")
          .isLessThanOrEqualTo(IDS * TestCluster.TASK_MANAGERS);
      awaitClientThreads(clients);
    }
  }

  @Test
  void aSinkThatReachesNoBrokerLeaksNothingAndReportsTheReason() throws Exception {
    long clients = clientThreads();
    ForwarderConfig config =
        ForwarderConfig.load(
            Optional.empty(), Map.of("source.bootstrap-servers", "127.0.0.1:1"), Map.of());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
    env.fromData("task")
        .sinkTo(
            KafkaConnectors.sink(
                config,
                "dispatch",
                Map.of("tasks", 1_000_000),
                KafkaRecordSerializationSchema.<String>builder()
                    .setTopic("tasks")
                    .setValueSerializationSchema(new SimpleStringSchema())
                    .build()));
    try (TestCluster cluster = TestCluster.start()) {
      JobID job =
          cluster.submit(env.getStreamGraph().getJobGraph(), SavepointRestoreSettings.none());

      assertThat(
              ExceptionUtils.stringifyException(
                  cluster.result(job).getSerializedThrowable().orElseThrow()))
          .contains("cannot reach Kafka at 127.0.0.1:1 (");
      awaitClientThreads(clients);
    }
  }

  private static void awaitClientThreads(long atMost) {
    await()
        .untilAsserted(
            () ->
                assertThat(clientThreads())
                    .as("threads of Kafka clients")
                    .isLessThanOrEqualTo(atMost));
  }

  /** The network threads of producers and admin clients; consumers have none. */
  private static long clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("kafka-producer") || name.startsWith("kafka-admin"))
        .count();
  }

  private static Collection<TransactionListing> transactions(Admin admin) throws Exception {
    return admin.listTransactions().all().get();
  }

  private static long producers(Admin admin) throws Exception {
    List<TopicPartition> tasks = List.of(new TopicPartition(DemoTopics.TASKS, 0));
    return admin.describeProducers(tasks).all().get().values().stream()
        .mapToLong(state -> state.activeProducers().size())
        .sum();
  }
}
