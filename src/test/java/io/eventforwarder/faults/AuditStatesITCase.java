// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.cli.CommandLineRun;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code audit} says in every state of the job, with every period, whatever has happened to
 * the topics: never a fault that is none, never that all is accounted for while something is not,
 * and always the task that is there twice.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AuditStatesITCase {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int RECORDS = 600;

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static TestCluster cluster;

  private TestTopics topics;
  private Map<String, String> settings;
  private int produced;

  private enum Condition {
    CLEAN,
    FOREIGN_TRANSACTION,
    OUTPUT_TRUNCATED,
    SOURCE_TRUNCATED,
    PARTITION_ADDED,
    IDLE_PARTITION,
    GATE_HOLDING
  }

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

  @ParameterizedTest
  @EnumSource(names = {"OUTPUT_TRUNCATED", "IDLE_PARTITION"})
  void isRightInEveryStateOfTheJob(Condition condition) throws Exception {
    run(condition);
  }

  @Tag("faults")
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OUTPUT_TRUNCATED", "IDLE_PARTITION"})
  void isRightInEveryStateOfTheJobForAllOtherConditions(Condition condition) throws Exception {
    run(condition);
  }

  private void run(Condition condition) throws Exception {
    topics = new TestTopics(broker, 2, 1);
    settings =
        new HashMap<>(
            topics.settings(
                Map.of("checkpoint.interval", "200 ms", "source.group-id", topics.source)));
    if (condition == Condition.GATE_HOLDING) {
      holdBehindAGate();
    }
    boolean allBecomesProven =
        condition == Condition.CLEAN
            || condition == Condition.PARTITION_ADDED
            || condition == Condition.IDLE_PARTITION;
    produce(condition);
    JobID job = cluster.submit(settings, TestCluster.TASK_MANAGERS);
    awaitLedger(condition);
    long half = System.currentTimeMillis();
    try (KafkaProducer<byte[], byte[]> stray = transactional()) {
      apply(condition, stray);
      produce(condition);
      judge("running", half, false);
      awaitLedger(condition);
      judge("running and idle", half, false);
      String savepoint = cluster.stop(job, directory);
      judge("stopped", half, allBecomesProven);
      produce(condition);
      assertThat(judge("stopped with a backlog", half, false)).isGreaterThanOrEqualTo(RECORDS);
      job = cluster.restore(savepoint, settings, 1);
      awaitLedger(condition);
      produce(condition);
      cluster.cancel(job);
      judge("cancelled", half, false);
      if (condition == Condition.FOREIGN_TRANSACTION) {
        stray.abortTransaction();
        judge("cancelled, and the foreign transaction ended", half, false);
      }
      endTransactions();
      duplicateAnOutput();
      List<CommandLineRun> audits = audits(half);
      for (CommandLineRun audit : List.of(audits.get(0), audits.get(3))) {
        assertThat(summary(audit).path("duplicated").asInt()).as(audit.out()).isEqualTo(1);
        assertThat(audit.exitCode()).isEqualTo(4);
      }
    }
  }

  private void apply(Condition condition, KafkaProducer<byte[], byte[]> stray) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      switch (condition) {
        case FOREIGN_TRANSACTION -> {
          stray.initTransactions();
          stray.beginTransaction();
          stray.send(new ProducerRecord<>(topics.tasks, 0, null, new byte[1])).get();
        }
        case OUTPUT_TRUNCATED -> delete(admin, new TopicPartition(topics.tasks, 0), 100);
        case SOURCE_TRUNCATED -> delete(admin, new TopicPartition(topics.source, 0), 50);
        case PARTITION_ADDED ->
            admin.createPartitions(Map.of(topics.tasks, NewPartitions.increaseTo(3))).all().get();
        default -> {}
      }
    }
  }

  private static void delete(Admin admin, TopicPartition partition, long before) throws Exception {
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
  }

  private void holdBehindAGate() throws Exception {
    String commitLog = topics.source + "-commit-log";
    broker.createTopics(List.of(new NewTopic(commitLog, 1, (short) 1)));
    settings.put("gate.enabled", "true");
    settings.put("gate.commit-log.topic", commitLog);
    settings.put("gate.groups", "snuba-consumers");
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "transactional.id",
            "stray-" + topics.tasks),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Those that the job left open when it was cancelled, which hide what follows. */
  private void endTransactions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      List<String> ids =
          admin.listTransactions().all().get().stream()
              .map(TransactionListing::transactionalId)
              .filter(id -> id.startsWith(settings.get("dispatch.transactional-id-prefix") + "-"))
              .toList();
      admin.fenceProducers(ids).all().get();
    }
  }

  private void duplicateAnOutput() {
    List<ConsumerRecord<byte[], byte[]>> outputs = new ArrayList<>(topics.read(topics.deadLetters));
    topics.read(topics.tasks).stream()
        .filter(task -> ProvenanceHeaders.read(task.headers()).isPresent())
        .forEach(outputs::add);
    ConsumerRecord<byte[], byte[]> twice = outputs.get(outputs.size() - 1);
    topics.produce(
        Stream.of(
            new ProducerRecord<>(
                twice.topic(), 0, null, twice.key(), twice.value(), twice.headers())));
  }

  // ---- Audits.

  /** Returns how many records are pending. */
  private long judge(String state, long half, boolean isAllProven) throws Exception {
    long pending = 0;
    List<CommandLineRun> audits = audits(half);
    for (CommandLineRun audit : audits) {
      JsonNode summary = summary(audit);
      String description = state + "\n" + audit.out();
      assertThat(summary.path("faults").asInt()).as(description).isZero();
      assertThat(audit.exitCode()).as(description).isZero();
      assertTiled(audit);
    }
    JsonNode plain = summary(audits.get(0));
    long accounted = plain.path("proven").asLong();
    for (String verdict : List.of("pending", "not_provable")) {
      accounted += plain.path(verdict).asLong();
    }
    assertThat(accounted).as(state + "\n" + audits.get(0).out()).isGreaterThanOrEqualTo(produced);
    if (isAllProven) {
      assertThat(plain.path("proven").asInt()).as(audits.get(0).out()).isEqualTo(produced);
    }
    return plain.path("pending").asLong();
  }

  /** Ranges of one partition do not overlap. */
  private static void assertTiled(CommandLineRun audit) {
    Map<String, Long> ends = new HashMap<>();
    for (JsonNode row : audit.rows()) {
      if (row.has("verdict")) {
        String partition = row.path("topic").asText() + row.path("partition").asText();
        assertThat(row.path("from").asLong())
            .as(audit.out())
            .isGreaterThanOrEqualTo(ends.getOrDefault(partition, 0L));
        ends.put(partition, row.path("to").asLong());
      }
    }
  }

  /** The plain audit, then those of periods, at the same time. */
  private List<CommandLineRun> audits(long half) throws Exception {
    List<CompletableFuture<CommandLineRun>> runs = new ArrayList<>();
    for (List<String> period :
        List.of(
            List.<String>of(),
            List.of("--from", Long.toString(half)),
            List.of("--from", Long.toString(half - 60_000), "--until", Long.toString(half)),
            List.of("--follow"))) {
      List<String> words = new ArrayList<>(List.of("audit", "--output", "jsonl"));
      words.addAll(period);
      String[] arguments = arguments(settings, words);
      runs.add(
          period.contains("--follow")
              ? follow(arguments)
              : CompletableFuture.supplyAsync(() -> CommandLineRun.of(arguments)));
    }
    List<CommandLineRun> done = new ArrayList<>();
    for (CompletableFuture<CommandLineRun> run : runs) {
      done.add(run.get());
    }
    return done;
  }

  /** Ends after a pass or two, as on a signal. */
  private static CompletableFuture<CommandLineRun> follow(String[] arguments) {
    StringWriter err = new StringWriter();
    CompletableFuture<CommandLineRun> run = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              CommandLineRun done = CommandLineRun.of(err, arguments);
              run.complete(new CommandLineRun(done.exitCode(), done.out(), ""));
            });
    thread.start();
    return CompletableFuture.supplyAsync(
        () -> {
          await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> run.isDone() || err.toString().contains("records in the ledger"));
          thread.interrupt();
          return run.join();
        });
  }

  private static JsonNode summary(CommandLineRun audit) {
    assertThat(audit.err()).isEmpty();
    List<JsonNode> rows = audit.rows();
    return rows.get(rows.size() - 1).path("summary");
  }

  private static String[] arguments(Map<String, String> settings, List<String> words) {
    List<String> arguments = new ArrayList<>(words);
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    return arguments.toArray(String[]::new);
  }

  // ---- The job.

  private void produce(Condition condition) {
    SampleTraffic traffic = new SampleTraffic(produced + 1, 300);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR);
      // After the first records, partition 1 may get no more.
      int partition = produced > 0 && condition == Condition.IDLE_PARTITION ? 0 : i % 2;
      records.add(
          new ProducerRecord<>(
              topics.source, partition, null, null, sample.value(), sample.headers()));
    }
    topics.produce(records.stream());
    produced += RECORDS;
  }

  /** Until all that was produced is in the ledger; with a gate, until some of it is decoded. */
  private void awaitLedger(Condition condition) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                condition == Condition.GATE_HOLDING
                    ? topics.read(topics.deadLetters).size() >= produced / 40
                    : counted() >= produced);
  }

  private long counted() throws Exception {
    long counted = 0;
    for (ConsumerRecord<byte[], byte[]> row : topics.read(topics.ledger)) {
      counted += MAPPER.readTree(row.value()).path("records").asLong();
    }
    return counted;
  }
}
