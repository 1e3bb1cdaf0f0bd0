// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.cli.CommandLineRun;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import io.eventforwarder.testing.RawProducer;
import io.eventforwarder.testing.RawProducer.RawRecord;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Writes the records of one scenario, forwards them, and compares what came out. */
final class PoisonRun {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int BATCH_RECORDS = 100;
  private static final int BATCH_BYTES = 1 << 20;

  private final EmbeddedBroker broker;
  private final LocalCluster cluster;
  private final PoisonScenario scenario;
  private final PoisonTopics topics;
  private final long seed;
  private final int records;
  private final long start = System.currentTimeMillis();
  private final PoisonGenerator generator;
  private final Map<TopicPartition, List<Integer>> written = new HashMap<>();

  PoisonRun(
      EmbeddedBroker broker,
      LocalCluster cluster,
      PoisonScenario scenario,
      long seed,
      int records) {
    this.broker = broker;
    this.cluster = cluster;
    this.scenario = scenario;
    this.topics = new PoisonTopics(scenario);
    this.seed = seed;
    this.records = records;
    this.generator = new PoisonGenerator(seed, scenario, start);
  }

  /** Returns what is wrong; empty if nothing is. */
  List<String> run(Path savepoints) throws Exception {
    topics.create(broker);
    Map<String, String> settings = topics.settings(broker.bootstrapServers());
    try (RawProducer producer = RawProducer.connect(broker.bootstrapServers())) {
      // Some records and announcements come before the job, some while it runs.
      produce(producer, 0, records / 2);
      announce(producer);
      JobID job =
          cluster.submit(
              ForwarderJob.prepare(ForwarderConfig.load(Optional.empty(), settings, Map.of())),
              scenario.toString());
      produce(producer, records / 2, records);
      announce(producer);
      Optional<String> failure = awaitForwarded(cluster.end(job));
      if (failure.isPresent()) {
        return List.of(failure.get());
      }
      cluster.stop(job, savepoints.toUri().toString(), Duration.ofMinutes(1));
    }
    List<String> problems = new ArrayList<>(compare());
    if (scenario.provenance()) {
      problems.addAll(audit(settings));
    }
    return problems;
  }

  // ---- Input.

  private void produce(RawProducer producer, int from, int to) throws IOException {
    Map<TopicPartition, Batch> batches = new HashMap<>();
    for (int index = from; index < to; index++) {
      PoisonRecord record = generator.record(index);
      TopicPartition partition =
          new TopicPartition(topics.source(record.type()), record.partition());
      Batch batch = batches.computeIfAbsent(partition, key -> new Batch());
      if (batch.isFullWith(record.raw())) {
        write(producer, partition, batch);
      }
      batch.add(record);
    }
    for (Map.Entry<TopicPartition, Batch> entry : batches.entrySet()) {
      write(producer, entry.getKey(), entry.getValue());
    }
  }

  private void write(RawProducer producer, TopicPartition partition, Batch batch)
      throws IOException {
    List<Integer> indices = written.computeIfAbsent(partition, key -> new ArrayList<>());
    long offset = producer.send(partition.topic(), partition.partition(), batch.records);
    assertThat(offset).isEqualTo(indices.size());
    indices.addAll(batch.indices);
    batch.clear();
  }

  private static final class Batch {

    private final List<RawRecord> records = new ArrayList<>();
    private final List<Integer> indices = new ArrayList<>();
    private int bytes;

    boolean isFullWith(RawRecord record) {
      return records.size() >= BATCH_RECORDS
          || (!records.isEmpty() && bytes + record.length() > BATCH_BYTES);
    }

    void add(PoisonRecord record) {
      records.add(record.raw());
      indices.add(record.index());
      bytes += record.raw().length();
    }

    void clear() {
      records.clear();
      indices.clear();
      bytes = 0;
    }
  }

  /** What is written so far as stored, and garbage, with the timestamps of the records. */
  private void announce(RawProducer producer) throws IOException {
    Random random = new Random(seed);
    List<RawRecord> announcements = new ArrayList<>();
    written.forEach(
        (partition, indices) -> {
          PoisonRecord poison = generator.record(random.nextInt(records));
          String key = partition.topic() + ":" + partition.partition() + ":" + PoisonTopics.GROUP;
          announcements.add(
              new RawRecord(
                  poison.raw().timestamp(),
                  utf8(key),
                  utf8("{\"offset\": " + indices.size() + "}"),
                  poison.raw().headers()));
          announcements.add(
              new RawRecord(poison.raw().timestamp(), utf8(key), poison.raw().value(), List.of()));
          announcements.add(poison.raw());
        });
    for (RawRecord announcement : announcements) {
      producer.send(topics.commitLog, 0, List.of(announcement));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // ---- The job.

  /** Returns when the ledger has all records, or with the reason if the job ends before. */
  private Optional<String> awaitForwarded(CompletableFuture<Void> end) {
    await(scenario.toString())
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> end.isDone() || recordsInLedger() >= records);
    return end.isDone() ? Optional.of(failure(end)) : Optional.empty();
  }

  private long recordsInLedger() throws IOException {
    long count = 0;
    for (ConsumerRecord<byte[], byte[]> row : read(topics.ledger)) {
      count += MAPPER.readTree(row.value()).path("records").asLong();
    }
    return count;
  }

  /** Why the job failed, and the first record of each partition that has no outcome. */
  private String failure(CompletableFuture<Void> end) {
    StringBuilder text = new StringBuilder("the job ended: ");
    text.append(end.handle((nothing, cause) -> String.valueOf(cause)).join());
    PoisonVerdict verdict = verdict();
    verdict.readOutputs(this::read);
    verdict.firstWithoutOutcome().forEach(record -> text.append("\n    ").append(record));
    return text.toString();
  }

  // ---- The proof.

  private List<String> compare() {
    PoisonVerdict verdict = verdict();
    verdict.readOutputs(this::read);
    verdict.readLedger(read(topics.ledger));
    verdict.judge();
    return verdict.problems();
  }

  private PoisonVerdict verdict() {
    return new PoisonVerdict(scenario, topics, generator, written, start);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return TestTopics.read(broker.bootstrapServers(), topic);
  }

  private List<String> audit(Map<String, String> settings) {
    List<String> arguments = new ArrayList<>(List.of("audit"));
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    CommandLineRun audit = CommandLineRun.of(arguments.toArray(String[]::new));
    boolean isClean =
        audit.exitCode() == 0
            && audit.err().isEmpty()
            && audit.out().contains("all %,d records accounted for, each once".formatted(records));
    return isClean
        ? List.of()
        : List.of("audit: exit code " + audit.exitCode() + "\n" + audit.err() + audit.out());
  }
}
