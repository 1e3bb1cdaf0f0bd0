// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.testing.Accounts;
import io.eventforwarder.testing.OutputReader;
import io.eventforwarder.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real broker and a real cluster, with failures. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ForwarderPipelineITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int RECORDS = 3_000;

  @TempDir private Path directory;

  private final Accounts accounts = new Accounts();
  private EmbeddedBroker broker;
  private TestCluster cluster;
  private OutputReader output;
  private long seed;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start();
    DemoTopics.create(broker);
    output = new OutputReader(broker.bootstrapServers(), accounts);
    cluster = TestCluster.start();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
    output.close();
    broker.close();
  }

  @Test
  void forwardsEachRecordOnceThroughAFailureAndARestoreAtAnotherParallelism() throws Exception {
    produce();
    JobID first = cluster.submit(settings(Map.of()), TestCluster.TASK_MANAGERS);
    // Output is visible only once a checkpoint is complete.
    awaitAccounted(1);

    cluster.terminateTaskManager();
    produce();
    cluster.startTaskManager();
    awaitAccounted(2 * RECORDS);

    String savepoint = cluster.stop(first, directory);
    produce();
    JobID second = cluster.restore(savepoint, settings(Map.of()), 1);
    awaitAccounted(3 * RECORDS);

    stopAndReadToEnd(second);
    assertThat(accounts.discrepancies()).isEmpty();
    assertTaskIdsAreUnique();
  }

  @Test
  void forwardsTheSameWhenOperatorsAreNotChained() throws Exception {
    produce();
    JobID job =
        cluster.submit(settings(Map.of("flink.pipeline.operator-chaining.enabled", "false")), 1);
    awaitAccounted(RECORDS);

    stopAndReadToEnd(job);
    assertThat(accounts.discrepancies()).isEmpty();
  }

  @Test
  void isOneVertexFromSourceToSinkWriters() {
    JobGraph graph = TestCluster.graph(settings(Map.of()), 1);

    assertThat(graph.getNumberOfVertices()).isEqualTo(1);
    assertThat(graph.getVertices().iterator().next().getName())
        .contains("source", "decode", "dispatch: Writer", "dead-letters: Writer", "ledger: Writer");
  }

  private void produce() {
    int before = accounts.produced();
    try (SampleProducer producer = SampleProducer.connect(broker.bootstrapServers(), Map.of())) {
      producer.produce(
          new SampleTraffic(++seed, 1_500), DemoTopics.sources(), RECORDS, 0, accounts::produced);
    }
    assertThat(accounts.produced()).isEqualTo(before + RECORDS);
  }

  private void awaitAccounted(long records) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              output.poll();
              assertThat(accounts.accounted()).isGreaterThanOrEqualTo(records);
            });
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(DemoTopics.settings(broker.bootstrapServers()));
    settings.putAll(more);
    return settings;
  }

  private void stopAndReadToEnd(JobID job) throws Exception {
    cluster.stop(job, directory);
    output.readToEnd();
  }

  private void assertTaskIdsAreUnique() throws Exception {
    Set<String> ids = new HashSet<>();
    int tasks = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> partitions = Set.of(new TopicPartition(DemoTopics.TASKS, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      TopicPartition partition = partitions.iterator().next();
      long end = consumer.endOffsets(partitions).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          ids.add(TaskActivation.parseFrom(record.value()).getId());
          tasks++;
        }
      }
    }
    assertThat(tasks).isGreaterThan(RECORDS);
    assertThat(ids).hasSize(tasks);
  }
}
