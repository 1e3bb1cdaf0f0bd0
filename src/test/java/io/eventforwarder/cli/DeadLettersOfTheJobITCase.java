// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.testing.BrokenRecords;
import io.eventforwarder.testing.RawProducer;
import io.eventforwarder.testing.RawProducer.RawHeader;
import io.eventforwarder.testing.RawProducer.RawRecord;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records that the running job cannot decode. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DeadLettersOfTheJobITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Not now, and within the topics' retention, which goes by the timestamps of records. */
  private static final long TIME = System.currentTimeMillis() - Duration.ofHours(6).toMillis();

  private static final byte[] NOT_UTF8 = {(byte) 0xFF, 0, (byte) 0xC0};

  private static EmbeddedBroker broker;

  @TempDir private Path directory;

  private TestTopics topics;
  private LocalCluster cluster;

  @BeforeAll
  static void startBroker() throws IOException {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() throws IOException {
    broker.close();
  }

  @BeforeEach
  void start() throws Exception {
    topics = new TestTopics(broker, 1, 1);
    cluster = LocalCluster.start(Map.of(), 1);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void theyAreByteForByteWhatWasRead() throws Exception {
    byte[] large = new byte[1_000_000];
    new Random(1).nextBytes(large);
    Headers headers =
        new RecordHeaders()
            .add("b", NOT_UTF8)
            .add("a", null)
            .add("b", new byte[0])
            .add("", NOT_UTF8)
            .add("naïve 😀", NOT_UTF8)
            .add("forwarder.source.offset", NOT_UTF8);
    List<ProducerRecord<byte[], byte[]>> records =
        List.of(
            record(NOT_UTF8, NOT_UTF8, headers),
            record(null, null, headers),
            record(new byte[0], new byte[0], new RecordHeaders()),
            record(null, large, headers));
    topics.produce(records.stream());

    submit(Map.of());
    List<ConsumerRecord<byte[], byte[]>> deadLetters = awaitRecords(topics.deadLetters, 4);

    for (int i = 0; i < records.size(); i++) {
      ProducerRecord<byte[], byte[]> original = records.get(i);
      ConsumerRecord<byte[], byte[]> deadLetter = deadLetters.get(i);
      Header[] originalHeaders = original.headers().toArray();
      assertThat(deadLetter.key()).isEqualTo(original.key());
      assertThat(deadLetter.value()).isEqualTo(original.value());
      assertThat(deadLetter.timestamp()).isEqualTo(original.timestamp());
      assertThat(Arrays.copyOf(deadLetter.headers().toArray(), originalHeaders.length))
          .isEqualTo(originalHeaders);
      assertThat(ProvenanceHeaders.read(deadLetter.headers()))
          .contains(new Coordinates(topics.source, 0, i));
    }
  }

  @Test
  void aHeaderNameThatIsNotUtf8IsKeptBesideTheOneThatKafkaCanWrite() throws Exception {
    try (RawProducer producer = RawProducer.connect(broker.bootstrapServers())) {
      producer.send(
          topics.source,
          0,
          List.of(new RawRecord(TIME, null, NOT_UTF8, List.of(new RawHeader(NOT_UTF8, NOT_UTF8)))));
    }

    submit(Map.of("flink.pipeline.operator-chaining.enabled", "false"));
    ConsumerRecord<byte[], byte[]> deadLetter = awaitRecords(topics.deadLetters, 1).get(0);

    assertThat(deadLetter.headers().toArray()[0])
        .isEqualTo(new RecordHeader("\uFFFD\0\uFFFD", NOT_UTF8));
    assertThat(deadLetter.headers().lastHeader("forwarder.header-name.0").value())
        .isEqualTo(NOT_UTF8);
    for (String[] command :
        List.of(
            new String[] {"dead-letters", "show", topics.source, "0", "0", "--output", "json"},
            new String[] {"explain", topics.source, "0", "0", "--output", "json"})) {
      CommandLineRun run = CommandLineRun.of(topics.arguments(Map.of(), command));
      assertThat(new ObjectMapper().readTree(run.out()).at("/headers/0/name_hex").asText())
          .isEqualTo("ff00c0");
    }
  }

  @Test
  void oneTooLargeForItsTopicGoesWithoutItsValueAndCanBeExplained() throws Exception {
    // The topic takes 1,048,588 bytes, the record fits, and the reasons beside it no longer do.
    byte[] value = new byte[1_048_300];
    topics.produce(Stream.of(record(NOT_UTF8, value, new RecordHeaders())));

    submit(Map.of());
    ConsumerRecord<byte[], byte[]> deadLetter = awaitRecords(topics.deadLetters, 1).get(0);

    assertThat(deadLetter.value()).isNull();
    assertThat(deadLetter.key()).isEqualTo(NOT_UTF8);
    assertThat(text(deadLetter, "forwarder.error.value-omitted")).isEqualTo("1048300");
    assertThat(text(deadLetter, "forwarder.error.reason")).isEqualTo("INVALID_JSON");
    CommandLineRun explained =
        CommandLineRun.of(topics.arguments(Map.of(), "explain", topics.source, "0", "0"));
    assertThat(explained.err()).isEmpty();
    assertThat(explained.out()).contains("INVALID_JSON", "1,048,300");
  }

  /** Brokers refuse a batch that is larger than a record may be. */
  @ParameterizedTest
  @ValueSource(strings = {"at-least-once", "exactly-once"})
  void batchesAreNoLargerThanTheTopicAccepts(String guarantee) throws Exception {
    topics.set(topics.tasks, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "5000");
    topics.produce(
        IntStream.range(0, 2_000)
            .mapToObj(i -> record(null, BrokenRecords.good(i), new RecordHeaders())));

    submit(Map.of("dispatch.guarantee", guarantee));

    assertThat(awaitRecords(topics.tasks, 2_000)).hasSize(2_000);
  }

  @Test
  void aTaskTooLargeForItsTopicIsADeadLetterUntilTheTopicTakesIt() throws Exception {
    topics.produce(
        Stream.of(
            record(
                null, BrokenRecords.value(DeadLetterReason.TASK_TOO_LARGE, 5), new RecordHeaders()),
            record(null, BrokenRecords.good(6), new RecordHeaders())));

    submit(Map.of());
    ConsumerRecord<byte[], byte[]> deadLetter = awaitRecords(topics.deadLetters, 1).get(0);

    assertThat(awaitRecords(topics.tasks, 1)).hasSize(1);
    assertThat(text(deadLetter, "forwarder.error.stage")).isEqualTo("dispatch");
    assertThat(text(deadLetter, "forwarder.error.reason")).isEqualTo("TASK_TOO_LARGE");
    assertThat(text(deadLetter, "forwarder.error.value-message"))
        .matches(
            "expected a task of at most 1,048,588 bytes, max.message.bytes of topic "
                + topics.tasks
                + ", found (at least|up to) 1,08\\d,\\d\\d\\d");
    CommandLineRun explained =
        CommandLineRun.of(topics.arguments(Map.of(), "explain", topics.source, "0", "0"));
    assertThat(explained.out()).contains("TASK_TOO_LARGE");
    CommandLineRun refused = replay("dispatch");
    assertThat(refused.out()).contains("still fails: TASK_TOO_LARGE");

    topics.set(topics.tasks, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "3000000");
    assertThat(replay("dispatch").exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(awaitRecords(topics.tasks, 2).get(1).value()).hasSizeGreaterThan(1_080_000);
    assertThat(CommandLineRun.of(topics.arguments(Map.of(), "audit")).out())
        .contains("1 dead letters", "all 2 records accounted for, each once");
  }

  /** Its arguments are small: in JSON the queue is part of the task. */
  @ParameterizedTest
  @ValueSource(strings = {"header", "value"})
  void aTaskWhoseQueueIsTooLargeForItsTopicIsADeadLetter(String place) throws Exception {
    topics.set(topics.source, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "3000000");
    String queue = "q".repeat(2_000_000);
    ProducerRecord<byte[], byte[]> large =
        place.equals("header")
            ? record(null, BrokenRecords.good(5), insertHeaders(queue))
            : record(null, BrokenRecords.withQueue(5, queue), new RecordHeaders());
    topics.produce(Stream.of(large, record(null, BrokenRecords.good(6), new RecordHeaders())));

    JobID job = submit(Map.of("dispatch.format", "json", "flink.restart-strategy.type", "none"));
    CompletableFuture<Void> end = cluster.end(job);
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(end).isNotDone())
        .until(() -> topics.read(topics.tasks).size() == 1);
    ConsumerRecord<byte[], byte[]> deadLetter = awaitRecords(topics.deadLetters, 1).get(0);

    assertThat(text(deadLetter, "forwarder.error.reason")).isEqualTo("TASK_TOO_LARGE");
    assertThat(text(deadLetter, "forwarder.error.value-message"))
        .matches(
            "expected a task of at most 1,048,588 bytes, max.message.bytes of topic "
                + topics.tasks
                + ", found (at least|up to) 2,00\\d,\\d\\d\\d");
    assertThat(end).isNotDone();
  }

  /** All that an insert needs to be decided by its headers. */
  private static Headers insertHeaders(String queue) {
    Headers headers = new RecordHeaders();
    Map.of(
            "version", "2",
            "operation", "insert",
            "event_id", "e",
            "project_id", "1",
            "is_new", "1",
            "is_regression", "0",
            "is_new_group_environment", "0",
            "skip_consume", "0",
            "queue", queue)
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void aReplayedOneComesBackWithItsCountThreeTimesAndIsThenRefused() throws Exception {
    topics.produce(Stream.of(record(null, BrokenRecords.limited(5), new RecordHeaders())));
    submit(Map.of());
    awaitRecords(topics.deadLetters, 1);

    for (int replay = 1; replay <= 3; replay++) {
      assertThat(replay("source").exitCode()).isEqualTo(ExitCode.DONE);
      ConsumerRecord<byte[], byte[]> deadLetter =
          awaitRecords(topics.deadLetters, replay + 1).get(replay);
      assertThat(ReplayHeaders.count(deadLetter.headers())).isEqualTo(replay);
      assertThat(ReplayHeaders.origin(deadLetter.headers(), null))
          .isEqualTo(new Coordinates(topics.source, 0, 0));
    }

    CommandLineRun refused = replay("source");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(refused.out()).contains("refused");
    assertThat(topics.read(topics.source)).hasSize(4);
    assertThat(topics.read(topics.tasks)).isEmpty();
  }

  @Test
  void aReplayThroughAMendedJobGivesTheTaskOnceUnderItsFirstId() throws Exception {
    topics.produce(
        Stream.of(
            record(null, BrokenRecords.limited(5), new RecordHeaders()),
            record(null, BrokenRecords.good(6), new RecordHeaders())));
    JobID job = submit(Map.of());
    awaitRecords(topics.deadLetters, 1);
    String savepoint = cluster.stop(job, directory.toUri().toString(), PATIENCE);

    submit(Map.of("decode.max-depth", "1000", "flink.execution.state-recovery.path", savepoint));
    assertThat(replay("source").exitCode()).isEqualTo(ExitCode.DONE);
    List<ConsumerRecord<byte[], byte[]>> tasks = awaitRecords(topics.tasks, 2);
    CommandLineRun again = replay("dispatch", "--again");

    assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
    tasks = awaitRecords(topics.tasks, 3);
    assertThat(ProvenanceHeaders.read(tasks.get(1).headers()))
        .contains(new Coordinates(topics.source, 0, 2));
    // Sent twice on purpose: a broker knows the second by its id.
    assertThat(id(tasks.get(2))).isEqualTo(id(tasks.get(1))).isNotEqualTo(id(tasks.get(0)));
  }

  @Test
  void tooManyInARowEndTheJobIfToldTo() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      records.add(
          record(null, BrokenRecords.value(DeadLetterReason.WRONG_SHAPE, i), new RecordHeaders()));
    }
    topics.produce(records.stream());

    JobID job =
        submit(Map.of("dead-letter.on-limit", "fail", "dead-letter.limit.max-consecutive", "9"));

    assertThat(cluster.end(job))
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .withMessageContaining(
            "too many dead letters of "
                + topics.source
                + "-0: 10 records in a row, more than dead-letter.limit.max-consecutive = 9; the last is"
                + " offset 9, WRONG_SHAPE: ");
  }

  private CommandLineRun replay(String target, String... options) {
    List<String> words =
        new ArrayList<>(List.of("dead-letters", "replay", "--to", target, "--execute"));
    words.addAll(List.of(options));
    Map<String, String> settings =
        target.equals("dispatch") ? Map.of("decode.max-depth", "1000") : Map.of();
    return CommandLineRun.of(topics.arguments(settings, words.toArray(String[]::new)));
  }

  private JobID submit(Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("checkpoint.interval", "200 ms"));
    settings.put("source.group-id", topics.source);
    settings.put("flink.parallelism.default", "1");
    settings.putAll(more);
    ForwarderConfig config = topics.config(settings);
    StreamExecutionEnvironment env = ForwarderJob.prepare(config);
    return cluster.submit(env, ForwarderJob.JOB_NAME);
  }

  private List<ConsumerRecord<byte[], byte[]>> awaitRecords(String topic, int count) {
    return await()
        .atMost(PATIENCE)
        .until(() -> topics.read(topic), records -> records.size() >= count);
  }

  private ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value, Headers headers) {
    return new ProducerRecord<>(topics.source, 0, TIME, key, value, headers);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
  }

  private static String id(ConsumerRecord<byte[], byte[]> task) throws Exception {
    return TaskActivation.parseFrom(task.value()).getId();
  }
}
