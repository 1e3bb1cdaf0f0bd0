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
import io.eventforwarder.ledger.Gap;
import io.eventforwarder.ledger.GapCause;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.DataInputStream;
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
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of former releases, {@code src/test/resources/savepoints/<release>}, which every later
 * one must restore. For a new release:
 *
 * <pre>mvn verify -Dit.test=SavepointCompatibilityITCase -Dsavepoint.release=RELEASE</pre>
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SavepointCompatibilityITCase {

  private static final Path SAVEPOINTS = Path.of("src/test/resources/savepoints");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String SOURCE = "compatibility-events";
  private static final String TASKS = "compatibility-tasks";
  private static final String DEAD_LETTERS = "compatibility-dead-letters";
  private static final String LEDGER = "compatibility-ledger";

  /** Records of each partition when the savepoint was made: the offsets to go on from. */
  private static final List<Integer> CONSUMED = List.of(7, 4);

  /** Of partition 0, behind what was consumed, deleted before it is read. */
  private static final int GAP = 3;

  private static final int MORE = 5;

  @TempDir private Path directory;

  static Stream<Path> releases() throws IOException {
    return Files.list(SAVEPOINTS).sorted();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void goesOnWhereAFormerReleaseStopped(Path release) throws Exception {
    try (EmbeddedBroker broker = brokerWithTopics();
        TestCluster cluster = TestCluster.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      int toGap = CONSUMED.get(0) + GAP;
      produce(broker, toGap, CONSUMED.get(1));
      admin
          .deleteRecords(Map.of(new TopicPartition(SOURCE, 0), RecordsToDelete.beforeOffset(toGap)))
          .all()
          .get();
      produce(broker, MORE, MORE);

      JobID job = cluster.restore(release.toUri().toString(), settings(broker), 2);
      await().atMost(PATIENCE).until(() -> read(broker, TASKS).size() >= 2 * MORE);
      cluster.stop(job, directory);

      assertThat(read(broker, TASKS))
          .as("task offsets: nothing before the savepoint again, nothing behind it left out")
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(offsets(0, toGap), offsets(1, CONSUMED.get(1))).toList());
      assertThat(rows(broker, 0))
          .as("the ledger goes on where it was, and sees what was deleted since")
          .first()
          .satisfies(row -> assertThat(row.from()).isEqualTo(CONSUMED.get(0).longValue()))
          .satisfies(
              row ->
                  assertThat(row.gaps())
                      .containsExactly(new Gap(CONSUMED.get(0), toGap, GapCause.RETENTION)));
      assertThat(rows(broker, 1).get(0).from()).isEqualTo(CONSUMED.get(1).longValue());
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void operatorsKeepTheirUids(Path release) throws IOException {
    try (DataInputStream metadata =
        new DataInputStream(Files.newInputStream(release.resolve("_metadata")))) {
      assertThat(
              Checkpoints.loadCheckpointMetadata(
                      metadata, getClass().getClassLoader(), release.toString())
                  .getOperatorStates())
          .extracting(OperatorState::getOperatorUid)
          .extracting(uid -> uid.orElse("none"))
          .contains("source", "decode", "dispatch", "dead-letters", "ledger");
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "savepoint.release", matches = ".+")
  void writesTheSavepointOfThisRelease() throws Exception {
    try (EmbeddedBroker broker = brokerWithTopics();
        TestCluster cluster = TestCluster.start()) {
      JobID job = cluster.submit(settings(broker), 2);
      produce(broker, CONSUMED.get(0), CONSUMED.get(1));
      await()
          .atMost(PATIENCE)
          .until(() -> read(broker, TASKS).size() == CONSUMED.get(0) + CONSUMED.get(1));
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
            new NewTopic(SOURCE, CONSUMED.size(), (short) 1),
            new NewTopic(TASKS, 1, (short) 1),
            new NewTopic(DEAD_LETTERS, 1, (short) 1),
            new NewTopic(LEDGER, 1, (short) 1)));
    return broker;
  }

  private static Map<String, String> settings(EmbeddedBroker broker) {
    return Map.of(
        "source.bootstrap-servers",
        broker.bootstrapServers(),
        "source.topics",
        SOURCE + ":error",
        "source.cluster-name",
        "compatibility",
        "dispatch.topic",
        TASKS,
        "dead-letter.topic",
        DEAD_LETTERS,
        "ledger.topic",
        LEDGER);
  }

  /** Records that become tasks, so many for each partition. */
  private static void produce(EmbeddedBroker broker, int... records) {
    SampleTraffic traffic = new SampleTraffic(1, 300);
    TestTopics.produce(
        broker.bootstrapServers(),
        IntStream.range(0, records.length)
            .boxed()
            .flatMap(
                partition ->
                    Stream.generate(() -> traffic.next(EventStreamType.ERROR, SampleKind.HEADERS))
                        .limit(records[partition])
                        .map(
                            sample ->
                                new ProducerRecord<byte[], byte[]>(
                                    SOURCE,
                                    partition,
                                    null,
                                    null,
                                    sample.value(),
                                    sample.headers()))));
  }

  private static Stream<String> offsets(int partition, int from) {
    return IntStream.range(from, from + MORE).mapToObj(offset -> partition + "@" + offset);
  }

  /** Partition and offset of the records that the tasks of a topic are from. */
  private static List<String> read(EmbeddedBroker broker, String topic) {
    return TestTopics.read(broker.bootstrapServers(), topic).stream()
        .map(record -> ProvenanceHeaders.read(record.headers()).orElseThrow())
        .map(source -> source.partition() + "@" + source.offset())
        .toList();
  }

  private static List<LedgerRow> rows(EmbeddedBroker broker, int partition) {
    return TestTopics.read(broker.bootstrapServers(), LEDGER).stream()
        .map(
            record -> {
              try {
                return LedgerRowJson.read(record.value()).row();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .filter(row -> row.partition() == partition)
        .toList();
  }
}
