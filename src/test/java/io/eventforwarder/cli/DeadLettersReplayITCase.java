// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.testing.BrokenRecords;
import io.eventforwarder.testing.InlineForwarder;
import io.eventforwarder.testing.TestTopics;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every selected dead letter comes out exactly once, whatever happens to the replay. */
@Timeout(180)
class DeadLettersReplayITCase {

  private static final long START = System.currentTimeMillis() - Duration.ofHours(6).toMillis();

  /** Raises the limit that {@link BrokenRecords#limited} exceeds. */
  private static final Map<String, String> FIXED = Map.of("decode.max-depth", "1000");

  private static EmbeddedBroker broker;
  private TestTopics topics;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 3, 2);
  }

  private CommandLineRun replay(Map<String, String> settings, String... options) {
    String[] words =
        Stream.concat(
                Stream.of("dead-letters", "replay", "--output", "jsonl"), Arrays.stream(options))
            .toArray(String[]::new);
    CommandLineRun run = CommandLineRun.of(topics.arguments(settings, words));
    TestTopics.awaitVisible(broker.bootstrapServers());
    return run;
  }

  private static JsonNode summary(CommandLineRun run) {
    return run.rows().get(run.rows().size() - 1).get("summary");
  }

  private static List<JsonNode> listed(CommandLineRun run) {
    return run.rows().subList(0, run.rows().size() - 1);
  }

  private void produceLimited(int count) {
    topics.produce(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new ProducerRecord<byte[], byte[]>(
                        topics.source, i % 3, START + i, null, BrokenRecords.limited(i))));
  }

  private void forward(Map<String, String> settings) {
    try (InlineForwarder forwarder = new InlineForwarder(topics.config(settings))) {
      forwarder.forward();
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header last = record.headers().lastHeader(header);
    return last == null ? null : new String(last.value(), StandardCharsets.UTF_8);
  }

  /** The records of the source topic that a replay has put there. */
  private List<ConsumerRecord<byte[], byte[]>> putBack() {
    return topics.read(topics.source).stream()
        .filter(record -> text(record, ReplayHeaders.COUNT) != null)
        .toList();
  }

  private static List<String> origins(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(
            record ->
                text(record, ReplayHeaders.ORIGIN_PARTITION)
                    + "@"
                    + text(record, ReplayHeaders.ORIGIN_OFFSET))
        .toList();
  }

  private static List<String> firstAttempts(int count) {
    return IntStream.range(0, count).mapToObj(i -> i % 3 + "@" + i / 3).toList();
  }

  private List<String> taskIds() {
    return topics.read(topics.tasks).stream()
        .map(
            record -> {
              try {
                return TaskActivation.parseFrom(record.value()).getId();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  @Test
  void sendsNothingUnlessAskedTo() {
    produceLimited(9);
    forward(Map.of());

    CommandLineRun failing = replay(Map.of(), "--to", "source");
    CommandLineRun fixed = replay(FIXED, "--to", "source", "--dry-run");

    assertThat(failing.exitCode()).isZero();
    assertThat(listed(failing)).hasSize(9);
    assertThat(listed(failing).get(0).get("action").asText()).isEqualTo("send");
    assertThat(listed(failing).get(0).get("detail").asText())
        .startsWith("still fails: LIMIT_EXCEEDED");
    assertThat(listed(fixed).get(0).get("detail").asText()).isEqualTo("decodes now: task");
    assertThat(summary(fixed).get("send").asInt()).isEqualTo(9);
    assertThat(summary(fixed).get("executed").asBoolean()).isFalse();
    assertThat(topics.read(topics.source)).hasSize(9);
  }

  @Test
  void putsRecordsBackAsTheyWereAndTasksKeepTheirIds() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("h", new byte[] {1});
    headers.add("h", null);
    headers.add("n\u00e4me", new byte[] {(byte) 0xFF});
    topics.produce(
        Stream.of(
            new ProducerRecord<>(
                topics.source, 2, START, new byte[] {9}, BrokenRecords.limited(1), headers),
            new ProducerRecord<>(topics.source, 1, START + 1, null, null, null)));
    forward(Map.of());

    CommandLineRun run = replay(FIXED, "--to", "source", "--execute", "--reason", "LIMIT_EXCEEDED");

    assertThat(run.exitCode()).isZero();
    assertThat(listed(run)).isEmpty();
    assertThat(summary(run).at("/topics/" + topics.source).asInt()).isEqualTo(1);
    assertThat(putBack()).hasSize(1);
    ConsumerRecord<byte[], byte[]> again = putBack().get(0);
    assertThat(again.partition()).isEqualTo(2);
    assertThat(again.timestamp()).isGreaterThan(START);
    assertThat(text(again, ProvenanceHeaders.TIMESTAMP)).isEqualTo(Long.toString(START));
    assertThat(again.key()).containsExactly(9);
    assertThat(again.value()).isEqualTo(BrokenRecords.limited(1));
    assertThat(Arrays.stream(again.headers().toArray()).limit(3))
        .containsExactly(headers.toArray());
    assertThat(Arrays.stream(again.headers().toArray()).skip(3).map(Header::key))
        .containsExactly(
            ReplayHeaders.COUNT,
            ReplayHeaders.ORIGIN_TOPIC,
            ReplayHeaders.ORIGIN_PARTITION,
            ReplayHeaders.ORIGIN_OFFSET,
            ProvenanceHeaders.TIMESTAMP);
    assertThat(text(again, ReplayHeaders.COUNT)).isEqualTo("1");
    assertThat(origins(List.of(again))).containsExactly("2@0");

    forward(FIXED);

    // Both the first attempt and the replayed one decode now: one task, twice, under one id.
    assertThat(taskIds()).hasSize(2);
    assertThat(taskIds().get(0)).isEqualTo(taskIds().get(1));
    assertThat(topics.read(topics.tasks).stream().map(it -> text(it, ProvenanceHeaders.OFFSET)))
        .containsExactlyInAnyOrder("0", Long.toString(again.offset()));
  }

  @Test
  void sendsEachDeadLetterOnceWhateverTheSelections() {
    produceLimited(60);
    topics.produce(
        Stream.of(
            new ProducerRecord<>(
                topics.source,
                0,
                START,
                null,
                BrokenRecords.value(DeadLetterReason.WRONG_SHAPE, 1))));
    forward(Map.of());

    assertThat(
            summary(
                    replay(
                        Map.of(),
                        "--to",
                        "source",
                        "--execute",
                        "--partition",
                        "1",
                        "--offset",
                        "5..9"))
                .get("send")
                .asInt())
        .isEqualTo(5);
    assertThat(
            summary(replay(Map.of(), "--to", "source", "--execute", "--limit", "10"))
                .get("send")
                .asInt())
        .isEqualTo(10);
    CommandLineRun third =
        replay(Map.of(), "--to", "source", "--execute", "--reason", "LIMIT_EXCEEDED");
    assertThat(summary(third).get("send").asInt()).isBetween(45, 46);
    CommandLineRun rest = replay(Map.of(), "--to", "source", "--execute");
    CommandLineRun nothing = replay(Map.of(), "--to", "source", "--execute");

    assertThat(summary(third).get("send").asInt() + summary(rest).get("send").asInt())
        .isEqualTo(46);
    assertThat(nothing.exitCode()).isZero();
    assertThat(summary(nothing).get("send").asInt()).isZero();
    assertThat(summary(nothing).get("replayed_before").asInt()).isEqualTo(61);
    List<String> expected = new ArrayList<>(firstAttempts(60));
    expected.add("0@20");
    assertThat(origins(putBack())).containsExactlyInAnyOrderElementsOf(expected);

    assertThat(
            summary(replay(Map.of(), "--to", "source", "--execute", "--again", "--partition", "2"))
                .get("send")
                .asInt())
        .isEqualTo(20);
    assertThat(putBack()).hasSize(81);
  }

  @Test
  void refusesWhatFailedTooOften() {
    produceLimited(4);
    try (InlineForwarder forwarder = new InlineForwarder(topics.config(Map.of()))) {
      for (int attempt = 1; attempt <= 3; attempt++) {
        forwarder.forward();
        CommandLineRun run = replay(Map.of(), "--to", "source", "--execute");
        assertThat(summary(run).get("send").asInt()).isEqualTo(4);
        assertThat(run.exitCode()).isZero();
      }
      forwarder.forward();
    }

    CommandLineRun fourth = replay(Map.of(), "--to", "source", "--execute");

    assertThat(fourth.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(summary(fourth).get("send").asInt()).isZero();
    assertThat(summary(fourth).get("refuse").asInt()).isEqualTo(4);
    assertThat(listed(fourth)).hasSize(4);
    assertThat(listed(fourth).get(0).get("replays").asInt()).isEqualTo(3);
    assertThat(listed(fourth).get(0).get("detail").asText()).contains("replayed 3 times");
    // The origin is still that of the first attempt.
    assertThat(origins(putBack()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(1, 2, 3).flatMap(i -> firstAttempts(4).stream()).toList());
    assertThat(
            summary(replay(Map.of(), "--to", "source", "--execute", "--max-replays", "4"))
                .get("send")
                .asInt())
        .isEqualTo(4);
  }

  @Test
  void dispatchesTasksUnderTheIdsOfTheFirstAttempt() {
    produceLimited(30);
    topics.produce(Stream.of(new ProducerRecord<>(topics.source, 0, START, null, null, null)));
    forward(Map.of());

    CommandLineRun failing = replay(Map.of(), "--to", "dispatch", "--execute");
    assertThat(failing.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(summary(failing).get("still_fails").asInt()).isEqualTo(31);
    assertThat(taskIds()).isEmpty();

    CommandLineRun fixed = replay(FIXED, "--to", "dispatch", "--execute");
    CommandLineRun again = replay(FIXED, "--to", "dispatch", "--execute");

    assertThat(summary(fixed).get("send").asInt()).isEqualTo(30);
    assertThat(summary(fixed).get("still_fails").asInt()).isEqualTo(1);
    assertThat(listed(fixed).get(0).get("detail").asText()).contains("EMPTY_VALUE");
    assertThat(summary(again).get("send").asInt()).isZero();
    List<String> replayed = taskIds();
    assertThat(replayed).hasSize(30).doesNotHaveDuplicates();
    // Nor does a replay to the source send them again.
    assertThat(
            summary(replay(FIXED, "--to", "source", "--execute", "--reason", "LIMIT_EXCEEDED"))
                .get("send")
                .asInt())
        .isZero();

    forward(FIXED);

    List<String> all = taskIds();
    assertThat(all.subList(30, 60)).containsExactlyInAnyOrderElementsOf(replayed);
  }

  @Test
  void dispatchesNothingOfATopicThatTheConfigurationDoesNotName() {
    produceLimited(2);
    forward(Map.of());

    CommandLineRun run =
        replay(
            Map.of("source.topics", "another:error", "decode.max-depth", "1000"),
            "--to",
            "dispatch",
            "--execute");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(summary(run).get("refuse").asInt()).isEqualTo(2);
    assertThat(listed(run).get(0).get("detail").asText()).contains("source.topics");
    assertThat(topics.read(topics.tasks)).isEmpty();
  }

  @Test
  void sendsTheRestAfterBeingKilled() throws Exception {
    int count = 3_000;
    produceLimited(count);
    forward(Map.of());

    Process process = startReplay("--rate", "600/s");
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !putBack().isEmpty() || !process.isAlive());
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
    CommandLineRun second = replay(Map.of(), "--to", "source", "--execute");
    CommandLineRun third = replay(Map.of(), "--to", "source", "--execute");

    int bySecond = summary(second).get("send").asInt();
    assertThat(bySecond).isBetween(1, count - 1);
    assertThat(summary(second).get("replayed_before").asInt()).isEqualTo(count - bySecond);
    assertThat(summary(third).get("send").asInt()).isZero();
    assertThat(origins(putBack())).containsExactlyInAnyOrderElementsOf(firstAttempts(count));
  }

  private Process startReplay(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                ForwarderCli.class.getName()));
    String[] words =
        Stream.concat(
                Stream.of("dead-letters", "replay", "--to", "source", "--execute"),
                Arrays.stream(options))
            .toArray(String[]::new);
    command.addAll(List.of(topics.arguments(Map.of(), words)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void stopsWhenAnotherReplayStarts() throws Exception {
    int count = 600;
    produceLimited(count);
    forward(Map.of());
    CommandLineRun[] first = new CommandLineRun[1];
    Thread slow =
        new Thread(
            () -> first[0] = replay(Map.of(), "--to", "source", "--execute", "--rate", "100/s"));
    slow.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> !putBack().isEmpty());

    CommandLineRun second = replay(Map.of(), "--to", "source", "--execute");
    slow.join(TimeUnit.SECONDS.toMillis(60));

    assertThat(second.exitCode()).isZero();
    assertThat(first[0].exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(first[0].err()).startsWith("error: another replay").hasLineCount(1);
    assertThat(origins(putBack())).containsExactlyInAnyOrderElementsOf(firstAttempts(count));
  }

  @Test
  void replaysAValueThatWasLeftOutAsLongAsItsSourceHasIt() {
    byte[] value = BrokenRecords.limited(1);
    topics.produce(Stream.of(new ProducerRecord<>(topics.source, 1, START, null, value)));
    topics.produce(Stream.of(withoutValue(0, value.length), withoutValue(1, value.length)));

    CommandLineRun run = replay(FIXED, "--to", "source", "--execute");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(listed(run)).hasSize(1);
    assertThat(listed(run).get(0).get("detail").asText())
        .isEqualTo(
            "its value was left out as too large, and its source topic no longer has "
                + topics.source
                + "-1@1");
    assertThat(origins(putBack())).containsExactly("1@0");
    assertThat(putBack().get(0).value()).isEqualTo(value);
  }

  @Test
  void dispatchesNoTaskOfAProjectThatASwitchDrops() throws Exception {
    String control = topics.source + "-control";
    broker.createTopics(
        List.of(new NewTopic(control, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))));
    Map<String, String> settings = Map.of("decode.max-depth", "1000", "control.topic", control);
    // Of the projects 0, 1 and 2.
    produceLimited(3);
    forward(Map.of());
    CommandLineRun set =
        CommandLineRun.of(
            topics.arguments(settings, "control", "set", "dispatch.drop-project/2", "true"));

    CommandLineRun run = replay(settings, "--to", "dispatch", "--execute");

    assertThat(set.exitCode()).as(set.err()).isZero();
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(summary(run).get("send").asInt()).isEqualTo(2);
    assertThat(listed(run))
        .filteredOn(row -> row.get("action").asText().equals("refuse"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.toString())
                    .contains("the switch dispatch.drop-project/2 drops its task"));
    assertThat(topics.read(topics.tasks)).hasSize(2);
  }

  @Test
  void takesNoOtherRecordForTheOriginal() {
    topics.produce(
        Stream.of(new ProducerRecord<>(topics.source, 1, START, null, BrokenRecords.limited(1))));
    topics.produce(Stream.of(withoutValue(0, 5_000_000)));

    CommandLineRun run = replay(FIXED, "--to", "source", "--execute");
    CommandLineRun show =
        CommandLineRun.of(
            topics.arguments(Map.of(), "dead-letters", "show", topics.source, "1", "0"));
    CommandLineRun list = CommandLineRun.of(topics.arguments(Map.of(), "dead-letters", "list"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(listed(run).get(0).get("action").asText()).isEqualTo("refuse");
    assertThat(putBack()).isEmpty();
    assertThat(show.out())
        .contains("left out with its 5000000 bytes")
        .contains("explain " + topics.source + " 1 0");
    assertThat(list.out()).contains(" 5000000 ");
  }

  private ProducerRecord<byte[], byte[]> withoutValue(long sourceOffset, int size) {
    RecordHeaders headers = new RecordHeaders();
    ProvenanceHeaders.add(headers, new Coordinates(topics.source, 1, sourceOffset));
    headers.add(DeadLetterHeaders.REASON, "LIMIT_EXCEEDED".getBytes(StandardCharsets.UTF_8));
    headers.add(
        DeadLetterHeaders.VALUE_OMITTED, Integer.toString(size).getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(topics.deadLetters, 0, START, null, null, headers);
  }
}
