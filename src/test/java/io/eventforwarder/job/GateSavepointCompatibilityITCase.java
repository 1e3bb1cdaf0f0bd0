/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.StorageConsumer;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of former releases whose gate held tasks, {@code
 * src/test/resources/gate-savepoints/<release>}, which every later one must restore. For a new
 * release:
 *
 * <pre>mvn verify -Dit.test=GateSavepointCompatibilityITCase -Dsavepoint.release=RELEASE</pre>
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GateSavepointCompatibilityITCase {

  private static final Path SAVEPOINTS = Path.of("src/test/resources/gate-savepoints");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String SOURCE = "compatibility-events";
  private static final String COMMIT_LOG = "compatibility-commit-log";
  private static final String GROUP = "storage";
  private static final String TASKS = "compatibility-tasks";
  private static final String DEAD_LETTERS = "compatibility-dead-letters";
  private static final String LEDGER = "compatibility-ledger";

  /** Tasks of each partition, which the gate holds in the savepoint. */
  private static final List<Integer> HELD = List.of(150, 5);

  @TempDir private Path directory;

  static Stream<Path> releases() throws IOException {
    return Files.list(SAVEPOINTS).sorted();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void releasesWhatAFormerReleaseHeld(Path release) throws Exception {
    try (EmbeddedBroker broker = brokerWithTopics();
        TestCluster cluster = TestCluster.start();
        StorageConsumer storage =
            new StorageConsumer(broker.bootstrapServers(), COMMIT_LOG, SOURCE, GROUP, false)) {
      produce(broker);
      JobID job = cluster.restore(release.toUri().toString(), settings(broker), 2);
      for (int partition = 0; partition < HELD.size(); partition++) {
        storage.announce(partition, HELD.get(partition));
      }
      int held = HELD.stream().mapToInt(Integer::intValue).sum();
      await().atMost(PATIENCE).until(() -> offsets(broker, TASKS).size() >= held);
      cluster.stop(job, directory);

      assertThat(offsets(broker, TASKS))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, HELD.size())
                  .boxed()
                  .flatMap(
                      partition ->
                          IntStream.range(0, HELD.get(partition))
                              .mapToObj(offset -> partition + "@" + offset))
                  .toList());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "savepoint.release", matches = ".+")
  void writesTheSavepointOfThisRelease() throws Exception {
    try (EmbeddedBroker broker = brokerWithTopics();
        TestCluster cluster = TestCluster.start()) {
      produce(broker);
      JobID job = cluster.submit(settings(broker), 2);
      await().atMost(PATIENCE).until(() -> offsets(broker, DEAD_LETTERS).size() == HELD.size());
      // So that the savepoint has no transaction, which no other broker would know.
      long next = cluster.completedCheckpoints(job) + 2;
      await().atMost(PATIENCE).until(() -> cluster.completedCheckpoints(job) >= next);
      KeptSavepoint.copy(
          cluster.stop(job, directory),
          SAVEPOINTS.resolve(System.getProperty("savepoint.release")));
    }
  }

  private static EmbeddedBroker brokerWithTopics() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start();
    broker.createTopics(
        List.of(
            new NewTopic(SOURCE, HELD.size(), (short) 1),
            new NewTopic(COMMIT_LOG, 1, (short) 1),
            new NewTopic(TASKS, 1, (short) 1),
            new NewTopic(DEAD_LETTERS, 1, (short) 1),
            new NewTopic(LEDGER, 1, (short) 1)));
    return broker;
  }

  private static Map<String, String> settings(EmbeddedBroker broker) {
    return Map.ofEntries(
        Map.entry("source.bootstrap-servers", broker.bootstrapServers()),
        Map.entry("source.topics", SOURCE + ":error"),
        Map.entry("source.cluster-name", "compatibility"),
        Map.entry("dispatch.topic", TASKS),
        Map.entry("dead-letter.topic", DEAD_LETTERS),
        Map.entry("ledger.topic", LEDGER),
        Map.entry("gate.enabled", "true"),
        Map.entry("gate.commit-log.topic", COMMIT_LOG),
        Map.entry("gate.groups", GROUP));
  }

  /** Tasks, and behind them in each partition a dead letter: it does not wait, so it tells. */
  private static void produce(EmbeddedBroker broker) {
    SampleTraffic traffic = new SampleTraffic(1, 300);
    Stream.Builder<ProducerRecord<byte[], byte[]>> records = Stream.builder();
    for (int partition = 0; partition < HELD.size(); partition++) {
      for (int i = 0; i < HELD.get(partition); i++) {
        SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
        records.add(
            new ProducerRecord<>(SOURCE, partition, null, null, sample.value(), sample.headers()));
      }
      records.add(new ProducerRecord<>(SOURCE, partition, null, null));
    }
    TestTopics.produce(broker.bootstrapServers(), records.build());
  }

  /** Partition and offset of the records that the records of a topic are from. */
  private static List<String> offsets(EmbeddedBroker broker, String topic) {
    return TestTopics.read(broker.bootstrapServers(), topic).stream()
        .map(record -> ProvenanceHeaders.read(record.headers()).orElseThrow())
        .map(source -> source.partition() + "@" + source.offset())
        .toList();
  }
}
