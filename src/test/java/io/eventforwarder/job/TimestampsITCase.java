// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.eventforwarder.cli.CommandLineRun;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.testing.BrokenRecords;
import io.eventforwarder.testing.RawProducer;
import io.eventforwarder.testing.RawProducer.RawRecord;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records with timestamps that an output topic rejects, or that would expire there at once. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TimestampsITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SOURCE_TIMESTAMP = "forwarder.source.timestamp";
  private static final String UNLIMITED = Long.toString(Long.MAX_VALUE);
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
  private static final long BEFORE_1970 = Instant.parse("1969-12-31T00:00:00.123Z").toEpochMilli();
  private static final long NONE = -1;

  /** The outcome of a record. */
  private enum Outcome {
    TASK,
    DEAD_LETTER,
    SKIPPED
  }

  private static EmbeddedBroker broker;
  private static TestCluster cluster;

  @TempDir private Path directory;

  private final long start = System.currentTimeMillis();
  private TestTopics topics;
  private String fallbacks;
  private String skipped;
  private RawProducer producer;
  private JobID job;

  @BeforeAll
  static void startCluster() throws Exception {
    broker = EmbeddedBroker.start();
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 1, 1);
    fallbacks = topics.source + "-fallbacks";
    skipped = topics.source + "-skipped";
    broker.createTopics(
        List.of(new NewTopic(fallbacks, 1, (short) 1), new NewTopic(skipped, 1, (short) 1)));
    topics.set(topics.source, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, UNLIMITED);
    topics.set(topics.source, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, UNLIMITED);
    topics.set(topics.source, TopicConfig.RETENTION_MS_CONFIG, "-1");
    setOutputs(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(HOUR));
    producer = RawProducer.connect(broker.bootstrapServers());
  }

  @AfterEach
  void close() throws Exception {
    producer.close();
    if (job != null && !cluster.hasEnded(job)) {
      cluster.cancel(job);
    }
  }

  @Test
  void oneTooFarInTheFutureBecomesTheCurrentTime() throws Exception {
    assertStamps(start + 2 * HOUR, YEAR_9999, Long.MAX_VALUE);
  }

  /** Kafka's producer writes no negative timestamp, so a record with one covers both cases. */
  @Test
  void aNegativeOrAbsentOneBecomesTheCurrentTime() throws Exception {
    assertStamps(NONE, BEFORE_1970, Long.MIN_VALUE);
  }

  @Test
  void oneTooFarInThePastBecomesTheCurrentTime() throws Exception {
    setOutputs(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(HOUR));
    setOutputs(TopicConfig.RETENTION_MS_CONFIG, "-1");

    assertStamps(0, start - 2 * HOUR);
  }

  /** The topic would accept such a record, but delete it before it is read. */
  @Test
  void oneOlderThanHalfTheRetentionBecomesTheCurrentTime() throws Exception {
    setOutputs(TopicConfig.RETENTION_MS_CONFIG, Long.toString(4 * HOUR));

    assertStamps(0, start - 3 * HOUR);
  }

  @Test
  void oneWithinTheLimitsIsKept() throws Exception {
    setOutputs(TopicConfig.RETENTION_MS_CONFIG, Long.toString(4 * HOUR));
    long[] timestamps = {start - HOUR, start - 1, start + HOUR / 2};
    for (Outcome outcome : Outcome.values()) {
      produce(outcome, timestamps);
    }
    submit();

    for (Outcome outcome : Outcome.values()) {
      List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(outputOf(outcome), 3);
      for (int i = 0; i < timestamps.length; i++) {
        assertThat(records.get(i).timestamp()).isEqualTo(timestamps[i]);
        assertThat(records.get(i).headers().lastHeader(SOURCE_TIMESTAMP)).isNull();
      }
    }
  }

  @Test
  void aTopicThatKeepsEverythingKeepsOldTimestamps() throws Exception {
    setOutputs(TopicConfig.RETENTION_MS_CONFIG, "-1");
    produce(Outcome.TASK, 0, 1);
    submit();

    assertThat(awaitRecords(topics.tasks, 2))
        .extracting(ConsumerRecord::timestamp)
        .containsExactly(0L, 1L);
  }

  @Test
  void aTopicWithLogAppendTimeAcceptsAllAndAHeaderKeepsTheSourceTime() throws Exception {
    setOutputs(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    setOutputs(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.toString(HOUR));

    assertStamps(YEAR_9999, start + 2 * HOUR, start - 1, 0, NONE);
  }

  /** A fallback entry is written in addition to the record's outcome. */
  @Test
  void aFallbackEntryGetsTheSameTimestamp() throws Exception {
    produce(Outcome.TASK, YEAR_9999, start - 1);
    submit();

    List<ConsumerRecord<byte[], byte[]>> entries = awaitRecords(fallbacks, 2);
    assertStampedNow(entries.get(0), YEAR_9999);
    assertThat(entries.get(1).timestamp()).isEqualTo(start - 1);
  }

  @Test
  void theTopicsSettingsAreReadAgainWhenATaskOpens() throws Exception {
    setOutputs(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, UNLIMITED);
    produce(Outcome.TASK, YEAR_9999);
    job = cluster.submit(settings(Map.of()), 1);
    assertThat(awaitRecords(topics.tasks, 1).get(0).timestamp()).isEqualTo(YEAR_9999);

    // The first rejected record fails the task; the next attempt reads the settings.
    setOutputs(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(HOUR));
    produce(Outcome.TASK, YEAR_9999);
    assertStampedNow(awaitRecords(topics.tasks, 2).get(1), YEAR_9999);
  }

  @Test
  void anAuditOfAPeriodFindsRecordsWithNewTimestamps() throws Exception {
    produce(Outcome.TASK, YEAR_9999, start + 2 * HOUR);
    produce(Outcome.DEAD_LETTER, YEAR_9999, start + 2 * HOUR);
    submit();
    awaitRecords(topics.deadLetters, 2);
    cluster.stop(job, directory);

    CommandLineRun audit =
        CommandLineRun.of(topics.arguments(Map.of(), "audit", "--from", Long.toString(start)));

    assertThat(audit.err()).isEmpty();
    assertThat(audit.out()).contains("all 4 records accounted for, each once");
    assertThat(audit.exitCode()).isZero();
  }

  /** The topic accepted more in the first attempt. */
  @Test
  void aReplayToASourceTopicThatRejectsTheTimestampKeepsItInAHeader() throws Exception {
    produce(Outcome.DEAD_LETTER, YEAR_9999, start - HOUR, NONE);
    submit();
    awaitRecords(topics.deadLetters, 3);
    cluster.stop(job, directory);
    topics.set(
        topics.source, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(HOUR));

    CommandLineRun replay =
        CommandLineRun.of(
            topics.arguments(Map.of(), "dead-letters", "replay", "--to", "source", "--execute"));

    assertThat(replay.err()).isEmpty();
    assertThat(replay.exitCode()).isZero();
    List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(topics.source, 6);
    assertStampedNow(records.get(3), YEAR_9999);
    assertStampedNow(records.get(4), start - HOUR);
    assertStampedNow(records.get(5), NONE);
  }

  @Test
  void aReplayToTheTaskTopicHasTheCurrentTimeAndItsTaskTheSourceTime() throws Exception {
    producer.send(
        topics.source,
        0,
        List.of(
            new RawRecord(YEAR_9999, null, BrokenRecords.limited(1), List.of()),
            new RawRecord(start - HOUR, null, BrokenRecords.limited(2), List.of())));
    submit();
    awaitRecords(topics.deadLetters, 2);

    CommandLineRun replay =
        CommandLineRun.of(
            topics.arguments(
                Map.of("decode.max-depth", "1000"),
                "dead-letters",
                "replay",
                "--to",
                "dispatch",
                "--execute"));

    assertThat(replay.err()).isEmpty();
    assertThat(replay.exitCode()).isZero();
    List<ConsumerRecord<byte[], byte[]>> tasks = awaitRecords(topics.tasks, 2);
    assertStampedNow(tasks.get(0), YEAR_9999);
    assertStampedNow(tasks.get(1), start - HOUR);
    assertReceivedAt(tasks.get(0), YEAR_9999);
    assertReceivedAt(tasks.get(1), start - HOUR);
  }

  // ---- Running.

  /**
   * Produces one record for each timestamp and outcome; none of the outputs keeps its timestamp.
   */
  private void assertStamps(long... timestamps) throws Exception {
    for (Outcome outcome : Outcome.values()) {
      produce(outcome, timestamps);
    }
    submit();
    for (Outcome outcome : Outcome.values()) {
      List<ConsumerRecord<byte[], byte[]>> records =
          awaitRecords(outputOf(outcome), timestamps.length);
      for (int i = 0; i < timestamps.length; i++) {
        assertStampedNow(records.get(i), timestamps[i]);
        if (outcome == Outcome.TASK) {
          assertReceivedAt(records.get(i), timestamps[i]);
        }
      }
    }
  }

  private void assertStampedNow(ConsumerRecord<byte[], byte[]> record, long source) {
    assertThat(record.timestamp()).isBetween(start, System.currentTimeMillis());
    Header header = record.headers().lastHeader(SOURCE_TIMESTAMP);
    assertThat(header).as(SOURCE_TIMESTAMP).isNotNull();
    assertThat(new String(header.value(), StandardCharsets.UTF_8)).isEqualTo(Long.toString(source));
  }

  private static void assertReceivedAt(ConsumerRecord<byte[], byte[]> task, long source)
      throws Exception {
    TaskActivation activation = TaskActivation.parseFrom(task.value());
    assertThat(activation.hasReceivedAt()).isEqualTo(source >= 0);
    if (source >= 0) {
      Timestamp receivedAt = activation.getReceivedAt();
      assertThat(receivedAt.getSeconds() * 1000 + receivedAt.getNanos() / 1_000_000)
          .isEqualTo(Math.min(source, YEAR_9999));
    }
  }

  private void produce(Outcome outcome, long... timestamps) throws Exception {
    for (long timestamp : timestamps) {
      byte[] value =
          switch (outcome) {
            case TASK -> BrokenRecords.good(1);
            case DEAD_LETTER -> new byte[] {0};
            case SKIPPED -> "[2,\"end_merge\"]".getBytes(StandardCharsets.UTF_8);
          };
      producer.send(topics.source, 0, List.of(new RawRecord(timestamp, null, value, List.of())));
    }
  }

  private String outputOf(Outcome outcome) {
    return switch (outcome) {
      case TASK -> topics.tasks;
      case DEAD_LETTER -> topics.deadLetters;
      case SKIPPED -> skipped;
    };
  }

  private void setOutputs(String name, String value) throws Exception {
    for (String topic : List.of(topics.tasks, topics.deadLetters, fallbacks, skipped)) {
      topics.set(topic, name, value);
    }
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("fallback.topic", fallbacks);
    settings.put("skipped.topic", skipped);
    settings.putAll(more);
    return topics.settings(settings);
  }

  /** Submits a job that does not restart. */
  private void submit() throws Exception {
    job =
        cluster.submit(
            TestCluster.graph(settings(Map.of("flink.restart-strategy.type", "none")), 1),
            SavepointRestoreSettings.none());
  }

  private List<ConsumerRecord<byte[], byte[]>> awaitRecords(String topic, int count) {
    return await()
        .atMost(PATIENCE)
        .failFast(() -> cluster.requireNoFailure(job))
        .until(() -> topics.read(topic), records -> records.size() >= count);
  }
}
