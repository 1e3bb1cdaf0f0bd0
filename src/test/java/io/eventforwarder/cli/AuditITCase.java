// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.audit.Verdict;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code audit} says of a job that lost a TaskManager, was stopped, and went on at another
 * parallelism; and what it says when faults are planted in copies of that job's topics.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class AuditITCase {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int RECORDS = 2_000;
  private static final Set<String> FAULTS =
      Set.of("lost", "duplicated", "unaccounted", "miscounted");

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static TestCluster cluster;
  private static int produced;
  private static CommandLineRun whileRunning;
  private static CommandLineRun following;
  private static CommandLineRun followingPeriod;
  private static long restoredAt;

  @BeforeAll
  static void run() throws Exception {
    broker = EmbeddedBroker.start();
    DemoTopics.create(broker);
    cluster = TestCluster.start();
    produce();
    JobID job = cluster.submit(settings(Map.of()), TestCluster.TASK_MANAGERS);
    awaitLedger(1);
    cluster.terminateTaskManager();
    produce();
    cluster.startTaskManager();
    awaitLedger(produced);
    String savepoint = cluster.stop(job, directory);

    restoredAt = System.currentTimeMillis();
    produceInTransactions();
    job = cluster.restore(savepoint, settings(Map.of()), 1);
    Follow followAll = new Follow();
    awaitLedger(produced);
    Follow followPeriod = new Follow("--from", Long.toString(restoredAt));
    followPeriod.awaitLine(line -> true);
    produce();
    whileRunning = audit(Map.of());
    awaitLedger(produced);
    cluster.stop(job, directory);
    following = followAll.end(produced);
    followingPeriod = followPeriod.end(produced - 2 * RECORDS);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    broker.close();
  }

  @Test
  void provesEveryRecordThroughAFailureAndARestoreAtAnotherParallelism() {
    CommandLineRun audit = audit(Map.of());

    assertThat(audit.err()).isEmpty();
    assertThat(audit.lines().get(audit.lines().size() - 1))
        .isEqualTo("all %,d records accounted for, each once".formatted(produced));
    assertThat(audit.lines()).noneMatch(line -> line.contains("lost"));
    assertThat(audit.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void countsWhatTransactionsLeaveBehindAsOffsetsWithoutARecord() throws Exception {
    JsonNode summary = summary(audit(Map.of(), "--output", "jsonl"));

    assertThat(summary.path("proven").asInt()).isEqualTo(produced);
    assertThat(summary.path("without_record").asLong()).isPositive();
  }

  @Test
  void findsNothingWrongWhileTheJobRuns() {
    assertThat(whileRunning.exitCode()).as(whileRunning.out()).isEqualTo(ExitCode.DONE);
    assertThat(following.exitCode()).as(following.out()).isEqualTo(ExitCode.DONE);
    assertThat(following.lines().get(following.lines().size() - 1))
        .isEqualTo("all %,d records accounted for, each once".formatted(produced));
    assertThat(following.err().lines()).hasSizeGreaterThan(1);
  }

  @Test
  void auditsAPeriodAlone() throws Exception {
    CommandLineRun after =
        audit(Map.of(), "--output", "jsonl", "--from", Long.toString(restoredAt));
    CommandLineRun before =
        audit(Map.of(), "--output", "jsonl", "--until", Long.toString(restoredAt));

    assertThat(after.exitCode()).as(after.out()).isEqualTo(ExitCode.DONE);
    assertThat(before.exitCode()).as(before.out()).isEqualTo(ExitCode.DONE);
    assertThat(records(before)).isEqualTo(2 * RECORDS);
    assertThat(records(after)).isEqualTo(produced - 2 * RECORDS);
  }

  @Test
  void followsAPeriodThatHasNoEnd() {
    assertThat(followingPeriod.out()).contains("accounted for").doesNotContain("lost");
    assertThat(followingPeriod.exitCode()).isEqualTo(ExitCode.DONE);
  }

  private static int records(CommandLineRun audit) {
    return summary(audit).path("proven").asInt();
  }

  private static JsonNode summary(CommandLineRun audit) {
    List<JsonNode> rows = audit.rows();
    return rows.get(rows.size() - 1).path("summary");
  }

  @Test
  void namesATaskThatIsLost() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    Coordinates lost = source(copy.tasks.remove(700));

    assertFinds(copy, "lost", lost.topic(), lost.partition(), lost.offset(), lost.offset() + 1);
  }

  @Test
  void namesADeadLetterThatIsLost() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    Coordinates lost = source(copy.deadLetters.remove(7));

    assertFinds(copy, "lost", lost.topic(), lost.partition(), lost.offset(), lost.offset() + 1);
  }

  @Test
  void namesATaskThatIsThereTwice() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    ConsumerRecord<byte[], byte[]> task = copy.tasks.get(800);
    copy.tasks.add(1_000, task);
    Coordinates twice = source(task);

    JsonNode finding =
        assertFinds(
            copy,
            "duplicated",
            twice.topic(),
            twice.partition(),
            twice.offset(),
            twice.offset() + 1);
    assertThat(finding.path("detail").asText())
        .contains("also the task " + copy.taskTopic + "-0@1000");
  }

  @Test
  void namesTheRangeOfARowThatIsGone() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    // Not a partition's first or last.
    JsonNode row = copy.row(20);
    copy.ledger.remove(20);

    assertFinds(
        copy,
        "unaccounted",
        row.path("topic").asText(),
        row.path("partition").asInt(),
        row.path("from").asLong(),
        row.path("to").asLong());
  }

  /** A later run may cover offsets again; whether there is output twice, the output says. */
  @Test
  void countsOffsetsOnceThatTwoRowsCover() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    copy.ledger.add(21, copy.ledger.get(20));

    CommandLineRun audit = audit(copy.write());

    assertThat(audit.lines().get(audit.lines().size() - 1))
        .isEqualTo("all %,d records accounted for, each once".formatted(produced));
  }

  @Test
  void namesTheRangeWhoseCountIsAltered() throws Exception {
    for (String count : List.of("dispatched_via_headers", "skipped", "dead_lettered", "records")) {
      for (int change : List.of(1, -1)) {
        TamperedOutputs copy = new TamperedOutputs(broker);
        int index = copy.rowWith(count);
        JsonNode row =
            copy.alter(index, json -> json.put(count, json.path(count).asLong() + change));

        JsonNode finding =
            assertFinds(
                copy,
                "miscounted",
                row.path("topic").asText(),
                row.path("partition").asInt(),
                row.path("from").asLong(),
                row.path("to").asLong());
        assertThat(finding.path("detail").asText())
            .contains("its counts sum up to")
            .contains("the source holds");
      }
    }
  }

  @Test
  void namesTheRangeWhoseCountIsAlteredWithItsSum() throws Exception {
    for (int change : List.of(1, -1)) {
      TamperedOutputs copy = new TamperedOutputs(broker);
      JsonNode row =
          copy.alter(
              copy.rowWith("dispatched_via_headers"),
              json -> {
                for (String count : List.of("dispatched_via_headers", "records")) {
                  json.put(count, json.path(count).asLong() + change);
                }
              });

      assertFinds(
          copy,
          "miscounted",
          row.path("topic").asText(),
          row.path("partition").asInt(),
          row.path("from").asLong(),
          row.path("to").asLong());
    }
  }

  @Test
  void namesWhatTheLedgerKnowsNothingOf() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    int last = copy.lastRowOf("events", 0);
    JsonNode row = copy.row(last);
    copy.ledger.remove(last);

    JsonNode finding = assertFinds(copy, "unaccounted", "events", 0, -1, row.path("to").asLong());
    assertThat(finding.path("detail").asText())
        .startsWith("the ledger ends at offset " + row.path("from").asLong());
  }

  /** Behind an open transaction, and, once it has ended, as if it had never been there. */
  @Test
  void provesNothingOfWhatAnOpenTransactionHides() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    List<ConsumerRecord<byte[], byte[]>> later = copy.tasks.subList(900, copy.tasks.size());
    List<ConsumerRecord<byte[], byte[]>> hidden = List.copyOf(later);
    later.clear();
    Map<String, String> topics = copy.write();
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "stray"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(copy.taskTopic, 0, null, new byte[1])).get();
      copy.write(hidden, copy.taskTopic);

      CommandLineRun audit = audit(topics, "--output", "jsonl");

      assertThat(summary(audit).path("faults").asInt()).as(audit.out()).isZero();
      assertThat(audit.rows())
          .filteredOn(row -> row.path("verdict").asText().equals("not_provable"))
          .isNotEmpty()
          .allSatisfy(
              row ->
                  assertThat(row.path("detail").asText())
                      .contains("open transaction of stray hides records of " + copy.taskTopic));
      assertThat(audit.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(audit(topics).out()).doesNotContain("accounted for");
      producer.abortTransaction();
    }
    assertThat(audit(topics).out())
        .contains("all %,d records accounted for, each once".formatted(produced));
  }

  /** Otherwise the audit would run until that transaction has ended. */
  @Test
  void doesNotAwaitRowsThatAnOpenTransactionHides() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    copy.ledger.remove(copy.lastRowOf("events", 0));
    ForwarderConfig config =
        ForwarderConfig.load(Optional.empty(), settings(copy.write()), Map.of());
    try (Audit audit = new Audit(config, Optional.empty(), Optional.empty(), finding -> {});
        KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "hiding"))) {
      audit.pass();
      assertThat(audit.hasLooseEnds()).isTrue();

      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(copy.ledgerTopic, 0, null, new byte[1])).get();
      audit.nextPass();

      assertThat(audit.hasLooseEnds()).isFalse();
      assertThat(audit.faults()).isZero();
      producer.abortTransaction();
    }
  }

  /** Their transaction ends after those of their tasks and dead letters. */
  @Test
  void readsTheOutputOfRowsThatAreCommittedAfterItsStart() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    List<ConsumerRecord<byte[], byte[]>> rows = List.copyOf(copy.ledger);
    copy.ledger.clear();
    Instant before = Instant.now();
    ForwarderConfig config =
        ForwarderConfig.load(Optional.empty(), settings(copy.write()), Map.of());
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "late"))) {
      producer.initTransactions();
      producer.beginTransaction();
      rows.forEach(
          row ->
              producer.send(
                  new ProducerRecord<>(copy.ledgerTopic, 0, null, row.key(), row.value())));
      producer.flush();
      List<Finding> findings = new ArrayList<>();
      try (Audit audit = new Audit(config, Optional.of(before), Optional.empty(), findings::add)) {
        producer.commitTransaction();
        audit.pass();
        audit.finish();

        assertThat(audit.faults()).as(findings.toString()).isZero();
        assertThat(audit.records(Verdict.PROVEN)).isEqualTo(produced);
      }
    }
  }

  /** Deleted tasks are gone, but were not lost. */
  @Test
  void provesNothingOfWhatItsTopicNoLongerHas() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    Map<String, String> topics = copy.write();
    deleteBefore(new TopicPartition(copy.taskTopic, 0), 300);

    CommandLineRun audit = audit(topics, "--output", "jsonl");

    assertThat(summary(audit).path("faults").asInt()).as(audit.out()).isZero();
    assertThat(summary(audit).path("not_provable").asInt()).isBetween(300, produced / 2);
    assertThat(summary(audit).path("proven").asInt() + summary(audit).path("not_provable").asInt())
        .isEqualTo(produced);
  }

  @Test
  void findsATaskThatIsLostAmongThoseThatItsTopicStillHas() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    Coordinates lost = source(copy.tasks.remove(copy.tasks.size() - 100));
    Map<String, String> topics = copy.write();
    deleteBefore(new TopicPartition(copy.taskTopic, 0), 300);

    CommandLineRun audit = audit(topics, "--output", "jsonl");

    assertThat(audit.rows())
        .filteredOn(row -> row.path("verdict").asText().equals("lost"))
        .hasSize(1)
        .allMatch(row -> row.path("from").asLong() == lost.offset());
  }

  /** The retention of the ledger may be shorter than that of the task topic. */
  @Test
  void provesNothingOfPartitionsWhoseRowsTheLedgerNoLongerHas() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    Map<String, String> topics = copy.write();
    deleteBefore(new TopicPartition(topics.get("ledger.topic"), 0), copy.ledger.size());

    CommandLineRun audit = audit(topics, "--output", "jsonl");

    assertThat(summary(audit).path("faults").asInt()).as(audit.out()).isZero();
    assertThat(summary(audit).path("proven").asInt()).isZero();
    assertThat(summary(audit).path("not_provable").asInt()).isGreaterThanOrEqualTo(produced);
  }

  @Test
  void provesNothingOfRowsThatWereDeletedBetweenTwoPasses() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    int half = copy.ledger.size() / 2;
    List<ConsumerRecord<byte[], byte[]>> later = copy.ledger.subList(half, copy.ledger.size());
    List<ConsumerRecord<byte[], byte[]>> rest = List.copyOf(later);
    later.clear();
    Map<String, String> topics = copy.write();
    String ledger = topics.get("ledger.topic");
    ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings(topics), Map.of());
    List<Finding> findings = new ArrayList<>();
    try (Audit audit = new Audit(config, Optional.empty(), Optional.empty(), findings::add)) {
      audit.pass();
      copy.write(rest, ledger);
      deleteBefore(new TopicPartition(ledger, 0), half + rest.size() - 3);
      audit.pass();
      audit.finish();

      assertThat(audit.faults()).as(findings.toString()).isZero();
      assertThat(audit.records(Verdict.PROVEN)).isPositive();
      assertThat(audit.records(Verdict.NOT_PROVABLE)).isPositive();
    }
  }

  /** The cleaner may remove any task, so a task that is missing may have been there. */
  @Test
  void provesNothingOfWhatIsMissingFromACompactedTopic() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    copy.tasks.remove(700);
    Map<String, String> topics = copy.write();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, copy.taskTopic);
      ConfigEntry policy = new ConfigEntry("cleanup.policy", "compact");
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(policy, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }

    CommandLineRun audit = audit(topics, "--output", "jsonl");

    assertThat(summary(audit).path("faults").asInt()).as(audit.out()).isZero();
    assertThat(summary(audit).path("not_provable").asInt()).isPositive();
    assertThat(audit.out()).contains("is compacted");
  }

  private static void commit(String group, TopicPartition partition, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }

  private static void deleteBefore(TopicPartition partition, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  /** The evidence is that the consumer group has committed the offsets. */
  @Test
  void namesTheLastOffsetsOfAnIdlePartitionWhoseRowAndOutputAreLost() throws Exception {
    TamperedOutputs copy = new TamperedOutputs(broker);
    int last = copy.lastRowOf("events", 0);
    JsonNode row = copy.row(last);
    copy.ledger.remove(last);
    OffsetRange offsets = new OffsetRange(row.path("from").asLong(), row.path("to").asLong());
    Predicate<ConsumerRecord<byte[], byte[]>> isOfRow =
        record ->
            source(record).topic().equals("events")
                && source(record).partition() == 0
                && offsets.contains(source(record).offset());
    copy.tasks.removeIf(isOfRow);
    copy.deadLetters.removeIf(isOfRow);
    Map<String, String> settings = new HashMap<>(copy.write());
    settings.put("source.group-id", "idle");

    assertThat(audit(settings).out()).doesNotContain("accounted for").contains("pending");
    commit("idle", new TopicPartition("events", 0), offsets.to());
    assertFinds(settings, "unaccounted", "events", 0, offsets.from(), offsets.to());
  }

  @Test
  void needsALedger() {
    Map<String, String> settings = settings(Map.of("dispatch.provenance-headers", "false"));
    settings.remove("ledger.topic");
    CommandLineRun audit = command(settings, "audit");

    assertThat(audit.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(audit.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("ledger.topic", "an audit needs the job's ledger"),
            line -> assertThat(line).contains("dispatch.provenance-headers = 'false'"));
  }

  // ---- Running.

  /** The one finding of an audit of the copy. */
  private static JsonNode assertFinds(
      TamperedOutputs copy, String verdict, String topic, int partition, long from, long to)
      throws Exception {
    return assertFinds(copy.write(), verdict, topic, partition, from, to);
  }

  private static JsonNode assertFinds(
      Map<String, String> settings,
      String verdict,
      String topic,
      int partition,
      long from,
      long to) {
    CommandLineRun audit = audit(settings, "--output", "jsonl");
    List<JsonNode> faults =
        audit.rows().stream().filter(row -> FAULTS.contains(row.path("verdict").asText())).toList();
    assertThat(faults).as(audit.out()).hasSize(1);
    JsonNode finding = faults.get(0);
    assertThat(finding.path("verdict").asText()).isEqualTo(verdict);
    assertThat(finding.path("topic").asText()).isEqualTo(topic);
    assertThat(finding.path("partition").asInt()).isEqualTo(partition);
    if (from >= 0) {
      assertThat(finding.path("from").asLong()).isEqualTo(from);
    }
    assertThat(finding.path("to").asLong()).isLessThanOrEqualTo(to);
    assertThat(summary(audit).path("faults").asInt()).isEqualTo(1);
    assertThat(audit.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    return finding;
  }

  private static CommandLineRun audit(Map<String, String> more, String... words) {
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(List.of(words));
    return command(settings(more), all.toArray(String[]::new));
  }

  private static CommandLineRun command(Map<String, String> settings, String... words) {
    return CommandLineRun.of(arguments(settings, words));
  }

  /** An {@code audit --follow} in a thread of its own. */
  private static final class Follow {

    private final StringWriter err = new StringWriter();
    private final CompletableFuture<CommandLineRun> run = new CompletableFuture<>();
    private final Thread thread;

    Follow(String... more) {
      List<String> words = new ArrayList<>(List.of("audit", "--follow"));
      words.addAll(List.of(more));
      String[] arguments =
          arguments(
              settings(Map.of("checkpoint.interval", "200 ms")), words.toArray(String[]::new));
      thread = new Thread(() -> run.complete(CommandLineRun.of(err, arguments)));
      thread.start();
    }

    void awaitLine(Predicate<String> predicate) {
      await().atMost(PATIENCE).until(() -> err.toString().lines().anyMatch(predicate));
    }

    CommandLineRun end(int records) throws Exception {
      awaitLine(
          "%,d records in the ledger, %,d proven, no faults".formatted(records, records)::equals);
      thread.interrupt();
      return run.get();
    }
  }

  private static String[] arguments(Map<String, String> settings, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    return arguments.toArray(String[]::new);
  }

  private static Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(DemoTopics.settings(broker.bootstrapServers()));
    settings.putAll(more);
    return settings;
  }

  private static void produce() {
    try (SampleProducer producer = SampleProducer.connect(broker.bootstrapServers(), Map.of())) {
      producer.produce(
          new SampleTraffic(produced + 1, 300), DemoTopics.sources(), RECORDS, 0, record -> {});
    }
    produced += RECORDS;
  }

  /** Every other transaction is aborted; each ends with a marker. */
  private static void produceInTransactions() {
    SampleTraffic traffic = new SampleTraffic(produced + 1, 300);
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "traffic"))) {
      producer.initTransactions();
      for (int transaction = 0; transaction < 20; transaction++) {
        producer.beginTransaction();
        for (int i = 0; i < 50; i++) {
          DemoTopics.sources()
              .forEach(
                  (topic, type) -> {
                    SampleTraffic.Sample sample = traffic.next(type);
                    producer.send(
                        new ProducerRecord<>(
                            topic, null, null, null, sample.value(), sample.headers()));
                  });
        }
        if (transaction % 2 == 0) {
          producer.commitTransaction();
          produced += 50 * DemoTopics.sources().size();
        } else {
          producer.abortTransaction();
        }
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void awaitLedger(long records) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              long counted = 0;
              for (ConsumerRecord<byte[], byte[]> row :
                  TestTopics.read(broker.bootstrapServers(), DemoTopics.LEDGER)) {
                counted += MAPPER.readTree(row.value()).path("records").asLong();
              }
              assertThat(counted).isGreaterThanOrEqualTo(records);
            });
  }

  private static Coordinates source(ConsumerRecord<byte[], byte[]> record) {
    return ProvenanceHeaders.read(record.headers()).orElseThrow();
  }
}
