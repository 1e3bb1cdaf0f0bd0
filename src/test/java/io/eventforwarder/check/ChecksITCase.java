// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.TestTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each check on a real broker, with and without something to find. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ChecksITCase {

  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;

  private TestTopics topics;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 2, 1);
  }

  @Test
  void findsOnlyThatThereIsOneBroker() {
    List<String> lines =
        check(Map.of("flink.execution.checkpointing.dir", directory.toUri().toString()));

    String servers = broker.bootstrapServers();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("OK"))
        .anyMatch(line -> line.startsWith("OK brokers: source cluster at " + servers + " answers"))
        .anyMatch(line -> line.startsWith("OK brokers: dispatch cluster at " + servers))
        .contains("OK rights: Read on " + topics.source)
        .contains(
            "OK rights: Read and Write on "
                + topics.deadLetters
                + ", "
                + topics.ledger
                + ", "
                + topics.tasks)
        .contains("OK group: post-process-forwarder is new")
        .contains("OK open transactions: none for more than 10 s in " + topics.source)
        .contains(
            "OK transaction timeout: 900000 ms; the brokers allow 900000 ms; 1 checkpoints in a row may"
                + " take 601000 ms")
        .contains("OK transactional ids: no transaction is open under " + prefix())
        .contains(
            "OK transactions: a transaction of "
                + prefix()
                + "-check reached every output topic, and was aborted")
        .contains(
            "OK isolation: consumers of "
                + topics.tasks
                + " must set isolation.level=read_committed, or they see tasks twice after a failure")
        .contains(
            "OK checkpoints: flink.execution.checkpointing.dir = '"
                + directory.toUri()
                + "': can be written from here");
    assertThat(lines)
        .filteredOn(line -> !line.startsWith("OK"))
        .contains(
            "WARN topics: "
                + topics.source
                + ": partitions 2, replication factor 1, min.insync.replicas 1: the loss of a broker"
                + " loses its records; give it replicas (kafka-reassign-partitions.sh), 3 with"
                + " min.insync.replicas=2")
        .allMatch(line -> line.startsWith("WARN topics: ") || line.startsWith("WARN settings: "));
    assertThat(topics.read(topics.tasks)).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void findsWhoElseUsesTheGroup() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "group.id", "taken",
            "client.id", "old-forwarder");
    try (KafkaConsumer<byte[], byte[]> other =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      other.subscribe(List.of(topics.source));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                other.poll(Duration.ofMillis(100));
                return !other.assignment().isEmpty();
              });

      assertThat(check(Map.of("source.group-id", "taken")))
          .contains(
              "CONFLICT group: source.group-id = 'taken' is used by old-forwarder at /127.0.0.1; stop"
                  + " that consumer, or set another group");
    }
    assertThat(check(Map.of("source.group-id", "taken")))
        .contains("OK group: taken has no other member");
  }

  @Test
  void findsAJobThatRunsAndATransactionThatIsLeftOpen() {
    String id = prefix() + "-dispatch-0-7";
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", id);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.tasks, new byte[] {1}));
      producer.flush();

      assertThat(check(Map.of()))
          .anyMatch(
              line ->
                  line.startsWith(
                          "CONFLICT transactional ids: dispatch.transactional-id-prefix = '"
                              + prefix()
                              + "': transaction "
                              + id
                              + " was started ")
                      && line.endsWith(
                          " s ago, so a job runs with this prefix; stop that job before this one starts,"
                              + " or give one of them another prefix"))
          .noneMatch(line -> line.startsWith("WARN open transactions"));
      assertThat(check(Map.of(), LATER))
          .anyMatch(
              line ->
                  line.matches(
                      "WARN transactional ids: .*: transaction "
                          + id
                          + " was started 3\\d\\d s ago and left open; the job aborts it when it starts.*"))
          .anyMatch(
              line ->
                  line.matches(
                      "WARN open transactions: transaction "
                          + id
                          + " has been open for 3\\d\\d s in "
                          + topics.tasks
                          + "-0 from offset 0 and blocks readers of committed records; stop its"
                          + " producer, or wait for its timeout, 60000 ms"));
      producer.abortTransaction();
    }
    assertThat(check(Map.of(), LATER))
        .contains("OK transactional ids: no transaction is open under " + prefix());
  }

  @Test
  void findsSettingsOfTopicsThatDoNotFit() throws Exception {
    String source = topics.source + "-settings";
    String deadLetters = topics.deadLetters + "-settings";
    String small = topics.tasks + "-settings";
    broker.createTopics(
        List.of(
            new NewTopic(small, 1, (short) 1).configs(Map.of("max.message.bytes", "50")),
            new NewTopic(source, 1, (short) 1).configs(Map.of("max.message.bytes", "2000000")),
            new NewTopic(deadLetters, 1, (short) 1)
                .configs(
                    Map.of(
                        "max.message.bytes", "2000000",
                        "min.insync.replicas", "2",
                        "cleanup.policy", "compact,delete"))));

    List<String> lines =
        check(
            Map.of(
                "source.topics",
                source + ":error",
                "dispatch.topic",
                small,
                "dead-letter.topic",
                deadLetters,
                "kafka.source.properties.isolation.level",
                "read_uncommitted",
                "kafka.sink.properties.transaction.timeout.ms",
                "600000"));

    assertThat(lines)
        .contains(
            "WARN settings: "
                + deadLetters
                + ": max.message.bytes 2000000, that of "
                + source
                + " 2000000: the largest dead letters are written without their value; set it to 2004096 or more",
            "WRONG_CONFIG settings: "
                + deadLetters
                + ": cleanup.policy has compact, so it rejects records without a key; set its"
                + " cleanup.policy to delete",
            "WARN topics: "
                + deadLetters
                + ": partitions 1, replication factor 1, min.insync.replicas 2: it requires more"
                + " replicas than it has, and older brokers then reject records; lower its min.insync.replicas, or add replicas",
            "WARN isolation: kafka.source.properties.isolation.level = 'read_uncommitted': records of"
                + " aborted transactions become tasks; remove it",
            "WARN transaction timeout: kafka.sink.properties.transaction.timeout.ms = '600000': 600000 ms;"
                + " the brokers allow 900000 ms; 1 checkpoints in a row may take 601000 ms, so a"
                + " transaction may expire before; raise it, or lower flink.execution.checkpointing.timeout or"
                + " flink.execution.checkpointing.tolerable-failed-checkpoints")
        .anyMatch(
            line ->
                line.startsWith("UNAVAILABLE transactions: topic " + small + " accepts no record"));
  }

  @Test
  void findsOneClusterUnderTwoNames() {
    String alias = broker.bootstrapServers().replace("127.0.0.1", "localhost");
    assertThat(alias).isNotEqualTo(broker.bootstrapServers());

    assertThat(
            check(Map.of("dispatch.bootstrap-servers", alias, "dead-letter.topic", topics.source)))
        .anyMatch(
            line ->
                line.startsWith(
                        "WRONG_CONFIG topics: source.topics = '"
                            + topics.source
                            + "': the job also writes this topic and would read its own output ("
                            + broker.bootstrapServers()
                            + " and "
                            + alias
                            + " are the same cluster, id ")
                    && line.endsWith("); give the output another topic"));
    assertThat(check(Map.of("dispatch.bootstrap-servers", alias, "control.topic", topics.source)))
        .anyMatch(
            line ->
                line.startsWith(
                    "WRONG_CONFIG topics: control.topic = '"
                        + topics.source
                        + "': the job also reads its records from this topic ("));
    assertThat(check(Map.of("dispatch.bootstrap-servers", alias)))
        .contains("OK topics: the job reads none of the topics that it writes");
  }

  @Test
  void acceptsTopicsOfTheSameNameOnTwoClusters() throws Exception {
    try (EmbeddedBroker other = EmbeddedBroker.start()) {
      other.createTopics(
          Stream.of(topics.source, topics.tasks, topics.ledger)
              .map(topic -> new NewTopic(topic, 1, (short) 1))
              .toList());

      assertThat(
              check(
                  Map.of(
                      "dispatch.bootstrap-servers",
                      other.bootstrapServers(),
                      "dead-letter.topic",
                      topics.source)))
          .contains("OK topics: the job reads none of the topics that it writes")
          .noneMatch(line -> line.startsWith("WRONG_CONFIG"));
    }
  }

  @Test
  void findsADeadLetterTopicThatRefusesTheSmallestDeadLetter() throws Exception {
    String small = topics.deadLetters + "-small";
    String enough = topics.deadLetters + "-enough";
    broker.createTopics(
        List.of(
            topic(small, Map.of("max.message.bytes", "4095")),
            topic(enough, Map.of("max.message.bytes", "4096"))));

    String found = "records of at most %d bytes can be written, and a dead letter needs 4096";
    assertThat(check(Map.of("dead-letter.topic", small)))
        .anyMatch(
            line ->
                line.startsWith("WRONG_CONFIG settings: " + small + ": " + found.formatted(4095)));
    assertThat(check(Map.of("dead-letter.topic", enough)))
        .noneMatch(line -> line.startsWith("WRONG_CONFIG"));
    assertThat(
            check(
                Map.of(
                    "dead-letter.topic", enough, "kafka.sink.properties.max.request.size", "2000")))
        .anyMatch(
            line ->
                line.startsWith("WRONG_CONFIG settings: " + enough + ": " + found.formatted(2000)));
  }

  @Test
  void comparesTheTimestampsOfSourceAndOutput() throws Exception {
    String source = topics.source + "-time";
    String appended = topics.source + "-appended";
    String open = topics.tasks + "-open";
    String narrow = topics.tasks + "-narrow";
    String stamped = topics.tasks + "-stamped";
    broker.createTopics(
        List.of(
            topic(
                source,
                Map.of(
                    "message.timestamp.before.max.ms", "1000",
                    "message.timestamp.after.max.ms", "7200000",
                    "retention.ms", "5000")),
            topic(
                appended,
                Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "8000")),
            topic(open, Map.of("message.timestamp.after.max.ms", "7200000", "retention.ms", "-1")),
            topic(
                narrow,
                Map.of("message.timestamp.before.max.ms", "6000", "retention.ms", "86400000")),
            topic(stamped, Map.of("message.timestamp.type", "LogAppendTime"))));

    List<String> lines =
        check(
            Map.of(
                "source.topics", source + ":error," + appended + ":generic",
                "dispatch.topic", open,
                "dead-letter.topic", narrow,
                "skipped.topic", stamped));

    assertThat(lines)
        .contains(
            "OK timestamps: "
                + open
                + ": message.timestamp.type CreateTime, message.timestamp.before.max.ms unlimited,"
                + " message.timestamp.after.max.ms 7200000 (kept up to 6900000)",
            "WARN timestamps: "
                + narrow
                + ": message.timestamp.type CreateTime, message.timestamp.before.max.ms 6000"
                + " (kept up to 5400) (source: "
                + appended
                + " 8000), message.timestamp.after.max.ms 3600000 (kept up to 3300000) (source: "
                + source
                + " 7200000), retention.ms 86400000: records older than half of it get the current"
                + " time; beyond a limit, records get the current time; set"
                + " message.timestamp.before.max.ms=8889 and"
                + " message.timestamp.after.max.ms=7500000, or LogAppendTime",
            "OK timestamps: " + stamped + ": message.timestamp.type LogAppendTime fits all");
  }

  private static NewTopic topic(String name, Map<String, String> settings) {
    return new NewTopic(name, 1, (short) 1).configs(settings);
  }

  @Test
  void findsAControlTopicThatIsNotCompacted() throws Exception {
    String control = topics.tasks + "-control";
    broker.createTopics(
        List.of(new NewTopic(control, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))));

    assertThat(check(Map.of("control.topic", control)))
        .contains(
            "OK rights: Read on " + control, "OK settings: " + control + " keeps all switches");
    assertThat(check(Map.of("control.topic", topics.ledger + "-none")))
        .anyMatch(
            line -> line.startsWith("UNAVAILABLE topics: no topic " + topics.ledger + "-none"));
    String forgetful = topics.source + "-control";
    broker.createTopics(List.of(new NewTopic(forgetful, 1, (short) 1)));
    assertThat(check(Map.of("control.topic", forgetful)))
        .contains(
            "WRONG_CONFIG settings: control.topic = '"
                + forgetful
                + "': the topic has cleanup.policy=delete, and would delete switches; set its"
                + " cleanup.policy=compact, or name another topic");
  }

  @Test
  void findsADirectoryThatCannotBeWritten() throws Exception {
    Path file = Files.createTempFile(directory, "no", "directory");
    try {
      assertThat(check(Map.of("flink.execution.checkpointing.dir", file.toUri() + "/checkpoints")))
          .anyMatch(
              line ->
                  line.startsWith(
                          "WRONG_CONFIG checkpoints: flink.execution.checkpointing.dir = '"
                              + file.toUri()
                              + "/checkpoints': cannot be written (")
                      && line.endsWith(
                          "); give this user the right to write there, or set another directory"));
    } finally {
      Files.delete(file);
    }
    assertThat(check(Map.of("flink.execution.checkpointing.dir", "s3://bucket/checkpoints")))
        .contains(
            "WARN checkpoints: flink.execution.checkpointing.dir = 's3://bucket/checkpoints': cannot be"
                + " tested from here, where its file system is unknown; make sure that the Flink cluster has"
                + " the plugin for it");
    assertThat(check(Map.of()))
        .anyMatch(
            line ->
                line.startsWith("WARN checkpoints: flink.execution.checkpointing.dir is not set"));
  }

  @Test
  void needsNoTransactionsForAtLeastOnceAndWritesNothingThen() {
    assertThat(check(Map.of("dispatch.guarantee", "at-least-once")))
        .noneMatch(line -> line.contains("transactional ids") || line.contains(" transactions: a "))
        .contains(
            "OK isolation: at-least-once: consumers of "
                + topics.tasks
                + " must detect repeated tasks by their ids");
  }

  private String prefix() {
    return topics.settings(Map.of()).get("dispatch.transactional-id-prefix");
  }

  private List<String> check(Map<String, String> more) {
    return check(more, Clock.systemUTC());
  }

  private List<String> check(Map<String, String> more, Clock clock) {
    ForwarderConfig config = topics.config(new HashMap<>(more));
    List<String> lines = new ArrayList<>();
    new Checks(config, List.of(prefix() + "-dispatch"), clock)
        .all(
            true,
            result -> lines.add(result.verdict() + " " + result.check() + ": " + result.text()));
    return lines;
  }
}
