// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A broker with the topics that the stored savepoints name, a cluster, and the directory of the
 * savepoints of all releases.
 */
final class SavepointBed implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(2);

  static final String SOURCE = "compatibility-events";
  static final String COMMIT_LOG = "compatibility-commit-log";
  static final String TASKS = "compatibility-tasks";
  static final String DEAD_LETTERS = "compatibility-dead-letters";
  static final String LEDGER = "compatibility-ledger";

  private final EmbeddedBroker broker;
  private final TestCluster cluster;

  private SavepointBed(EmbeddedBroker broker, TestCluster cluster) {
    this.broker = broker;
    this.cluster = cluster;
  }

  static SavepointBed start(int sourcePartitions) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start();
    broker.createTopics(
        List.of(
            new NewTopic(SOURCE, sourcePartitions, (short) 1),
            new NewTopic(COMMIT_LOG, 1, (short) 1),
            new NewTopic(TASKS, 1, (short) 1),
            new NewTopic(DEAD_LETTERS, 1, (short) 1),
            new NewTopic(LEDGER, 1, (short) 1)));
    return new SavepointBed(broker, TestCluster.start());
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  TestCluster cluster() {
    return cluster;
  }

  /** The job's settings, with additions. */
  Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("source.bootstrap-servers", broker.bootstrapServers());
    settings.put("source.topics", SOURCE + ":error");
    settings.put("source.cluster-name", "compatibility");
    settings.put("dispatch.topic", TASKS);
    settings.put("dead-letter.topic", DEAD_LETTERS);
    settings.put("ledger.topic", LEDGER);
    return settings;
  }

  /** Partition and offset of the source records of a topic's records. */
  List<String> origins(String topic) {
    return TestTopics.read(broker.bootstrapServers(), topic).stream()
        .map(record -> ProvenanceHeaders.read(record.headers()).orElseThrow())
        .map(source -> source.partition() + "@" + source.offset())
        .toList();
  }

  /**
   * Stops the job with a savepoint, and stores it as that of this release.
   *
   * @param directory for the savepoint
   * @param savepoints of all releases
   */
  void keepSavepoint(JobID job, Path directory, Path savepoints) throws Exception {
    // The savepoint must not contain a transaction, since no other broker would know it.
    long next = cluster.completedCheckpoints(job) + 2;
    await().atMost(PATIENCE).until(() -> cluster.completedCheckpoints(job) >= next);
    copy(cluster.stop(job, directory), savepoints.resolve(System.getProperty("savepoint.release")));
  }

  private static void copy(String savepoint, Path release) throws IOException {
    Files.createDirectories(release);
    try (Stream<Path> files = Files.list(Path.of(URI.create(savepoint)))) {
      for (Path file : files.toList()) {
        Files.copy(file, release.resolve(file.getFileName()));
      }
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
    broker.close();
  }
}
