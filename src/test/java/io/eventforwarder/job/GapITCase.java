// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that are deleted while the job is down. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class GapITCase {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static TestCluster cluster;

  private final SampleTraffic traffic = new SampleTraffic(1, 300);
  private TestTopics topics;
  private int produced;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 1, 1);
  }

  /** Offsets 0 to 99 are forwarded, then 100 to 199 written, and 100 to 149 deleted. */
  private String runAndDelete() throws Exception {
    produce(100);
    JobID job = cluster.submit(topics.settings(Map.of()), 1);
    awaitRow(100);
    String savepoint = cluster.stop(job, directory);
    produce(100);
    deleteBefore(150);
    return savepoint;
  }

  @Test
  void aRestoredJobRecordsTheGapExactly() throws Exception {
    String savepoint = runAndDelete();
    JobID job = cluster.restore(savepoint, topics.settings(Map.of()), 2);
    awaitRow(200);
    cluster.stop(job, directory);

    assertRecorded();
  }

  @Test
  void aJobWithoutACheckpointRecordsTheGapFromTheGroupsOffset() throws Exception {
    produce(100);
    JobID first = cluster.submit(topics.settings(Map.of()), 1);
    awaitCommitted(100);
    cluster.stop(first, directory);
    produce(100);
    deleteBefore(150);
    JobID job = cluster.submit(topics.settings(Map.of()), 2);
    awaitRow(200);
    cluster.stop(job, directory);

    assertRecorded();
  }

  @Test
  void failsOnceIfConfiguredAndContinuesWhenConfiguredOtherwise() throws Exception {
    String savepoint = runAndDelete();
    Path checkpoints = directory.resolve("checkpoints");
    Map<String, String> strict =
        Map.of(
            "source.on-gap",
            "fail",
            "flink.execution.checkpointing.dir",
            checkpoints.toUri().toString());
    JobID failing = cluster.restore(savepoint, topics.settings(strict), 1);
    JobResult result = cluster.result(failing);

    assertThat(ExceptionUtils.stringifyException(result.getSerializedThrowable().orElseThrow()))
        .contains("The failure is not recoverable")
        .contains(
            "offsets 100 to 149 of "
                + topics.source
                + "-0 were deleted before they were read: 50 offsets are lost; to"
                + " continue after them, set source.on-gap: record");

    JobID job = cluster.restore(newestCheckpoint(checkpoints), topics.settings(Map.of()), 1);
    awaitRow(200);
    cluster.stop(job, directory);
    assertRecorded();
  }

  private static String newestCheckpoint(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }

  @Test
  void continuesAtTheEarliestRecordEvenIfItStartedFromTheLatest() throws Exception {
    produce(50);
    Map<String, String> settings = topics.settings(Map.of("source.start-from", "latest"));
    JobID job = cluster.submit(settings, 1);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              produce(1);
              return !rows().isEmpty();
            });
    int stopped = produced;
    awaitRow(stopped);
    String savepoint = cluster.stop(job, directory);
    produce(100);
    deleteBefore(stopped + 60);
    job = cluster.restore(savepoint, settings, 1);
    awaitRow(stopped + 100);
    cluster.stop(job, directory);

    List<JsonNode> restored =
        rows().stream().filter(row -> row.path("from").asLong() >= stopped).toList();
    assertThat(restored.get(0).path("from").asLong()).isEqualTo(stopped);
    assertThat(records(restored)).isEqualTo(40);
    assertThat(gaps(restored)).containsExactly(gap(stopped, stopped + 60));
  }

  /**
   * A transaction marker is an offset without a record, and no checkpoint follows a final
   * savepoint.
   */
  @Test
  void aFinalSavepointWritesTheRowsOfPartitionsWithTransactionMarkers() throws Exception {
    produceInTransactions(2, 3);
    JobID job = cluster.submit(topics.settings(Map.of("checkpoint.interval", "10 min")), 1);
    awaitWritten(topics.tasks, 6);
    cluster.stop(job, directory);

    assertThat(to()).isEqualTo(7);
    assertThat(records(rows())).isEqualTo(6);
    assertThat(gaps(rows())).isEmpty();
  }

  private void produceInTransactions(int transactions, int records) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", topics.source);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < transactions; i++) {
        producer.beginTransaction();
        for (int j = 0; j < records; j++) {
          SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
          producer.send(
              new ProducerRecord<>(
                  topics.source, null, null, null, sample.value(), sample.headers()));
        }
        producer.commitTransaction();
      }
    }
  }

  /** Waits for records, whether they are committed or not. */
  private static void awaitWritten(String topic, long count) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = admin()) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  admin
                          .listOffsets(Map.of(partition, OffsetSpec.latest()))
                          .partitionResult(partition)
                          .get()
                          .offset()
                      >= count);
    }
  }

  private void assertRecorded() throws Exception {
    List<JsonNode> rows = rows();
    long next = 0;
    for (JsonNode row : rows) {
      assertThat(row.path("from").asLong()).isEqualTo(next);
      next = row.path("to").asLong();
    }
    assertThat(gaps(rows)).containsExactly(gap(100, 150));
    assertThat(records(rows)).isEqualTo(150);
    assertThat(topics.read(topics.tasks)).hasSize(150);
  }

  /** A checkpoint may fall anywhere, so the rows are checked as a whole. */
  private static long records(List<JsonNode> rows) {
    return rows.stream().mapToLong(row -> row.path("records").asLong()).sum();
  }

  private static List<JsonNode> gaps(List<JsonNode> rows) {
    List<JsonNode> gaps = new ArrayList<>();
    rows.forEach(row -> row.path("gaps").forEach(gaps::add));
    return gaps;
  }

  private JsonNode gap(long from, long to) throws Exception {
    return MAPPER.readTree(
        """
        {"topic": "%s", "partition": 0, "from": %d, "to": %d, "cause": "retention"}
        """
            .formatted(topics.source, from, to));
  }

  // ---- Running.

  private void produce(int count) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
      records.add(
          new ProducerRecord<>(topics.source, null, null, null, sample.value(), sample.headers()));
    }
    topics.produce(records.stream());
    produced += count;
  }

  private void deleteBefore(long offset) throws Exception {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topics.source, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private void awaitCommitted(long offset) {
    try (Admin admin = admin()) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .listConsumerGroupOffsets("post-process-forwarder")
                              .partitionsToOffsetAndMetadata()
                              .get()
                              .get(new TopicPartition(topics.source, 0))
                              .offset())
                      .isEqualTo(offset));
    }
  }

  private void awaitRow(long to) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(to()).isEqualTo(to));
  }

  private long to() throws Exception {
    List<JsonNode> rows = rows();
    return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).path("to").asLong();
  }

  private List<JsonNode> rows() throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(topics.ledger)) {
      rows.add(MAPPER.readTree(record.value()));
    }
    return rows;
  }
}
