// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.deadletter.DeadLetterReader;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.deadletter.Selection;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.testing.BrokenRecords;
import io.eventforwarder.testing.InlineForwarder;
import io.eventforwarder.testing.TestTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Output of {@code list}, {@code show} and {@code explain} for a known topic. */
@Timeout(300)
class DeadLettersListITCase {

  /** Raise for a larger run: 10 makes it 100,000 records with 3,000 dead letters. */
  private static final int SCALE = Integer.getInteger("forwarder.test.scale", 1);

  private static final int DEAD_LETTERS = 300 * SCALE;
  private static final int RECORDS = 10_000 * SCALE;
  private static final int SOURCE_PARTITIONS = 3;

  /** Within the topics' retention, which goes by the timestamps of records. */
  private static final long START = System.currentTimeMillis() - Duration.ofHours(6).toMillis();

  /** All but a tombstone and a large task, which have tests of their own. */
  private static final List<DeadLetterReason> REASONS =
      Arrays.stream(DeadLetterReason.values())
          .filter(reason -> reason != DeadLetterReason.EMPTY_VALUE)
          .filter(reason -> reason != DeadLetterReason.TASK_TOO_LARGE)
          .toList();

  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @BeforeAll
  static void produce() throws Exception {
    broker = EmbeddedBroker.start();
    topics = new TestTopics(broker, SOURCE_PARTITIONS, 2);
    topics.produce(
        IntStream.range(0, RECORDS)
            .mapToObj(
                i ->
                    new ProducerRecord<byte[], byte[]>(
                        topics.source, partition(i), START + i, null, value(i))));
    try (InlineForwarder forwarder = new InlineForwarder(topics.config(Map.of()))) {
      forwarder.forward();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  /** One record in so many fails, with one reason after another. */
  private static byte[] value(int i) {
    return isBroken(i) ? BrokenRecords.value(reason(i), i) : BrokenRecords.good(i);
  }

  private static boolean isBroken(int i) {
    return i % (RECORDS / DEAD_LETTERS) == 0 && i / (RECORDS / DEAD_LETTERS) < DEAD_LETTERS;
  }

  /** Spreads broken records over all partitions. */
  private static int partition(int i) {
    return i / 10 % SOURCE_PARTITIONS;
  }

  private static DeadLetterReason reason(int i) {
    return REASONS.get(i / (RECORDS / DEAD_LETTERS) % REASONS.size());
  }

  private static Map<String, Long> expectedByReason() {
    return Stream.iterate(0, i -> i + 1)
        .limit(RECORDS)
        .filter(DeadLettersListITCase::isBroken)
        .collect(Collectors.groupingBy(i -> reason(i).name(), Collectors.counting()));
  }

  private static CommandLineRun run(String... words) {
    return CommandLineRun.of(topics.arguments(Map.of(), words));
  }

  private static CommandLineRun list(String... options) {
    return run(
        Stream.concat(
                Stream.of("dead-letters", "list", "--output", "jsonl"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  @Test
  void listsEveryDeadLetterOnceWithItsReasonAndPlace() {
    CommandLineRun run = list();

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.rows()).hasSize(DEAD_LETTERS);
    for (JsonNode row : run.rows()) {
      int i = (int) (Instant.parse(row.get("time").asText()).toEpochMilli() - START);
      assertThat(isBroken(i)).isTrue();
      assertThat(row.get("topic").asText()).isEqualTo(topics.source);
      assertThat(row.get("reason").asText()).isEqualTo(reason(i).name());
      assertThat(row.get("partition").asInt()).isEqualTo(partition(i));
      assertThat(row.get("offset").asInt()).isEqualTo(i / 30 * 10 + i % 10);
      assertThat(row.get("size").asInt()).isEqualTo(value(i).length);
      assertThat(row.get("message").asText()).isNotBlank();
      assertThat(row.get("header_message").asText()).contains("version");
    }
    assertThat(run.rows().stream().map(row -> row.get("partition") + "@" + row.get("offset")))
        .doesNotHaveDuplicates();
  }

  @Test
  void writesATableForPeople() {
    CommandLineRun run = run("dead-letters", "list", "--reason", "wrong_shape", "--limit", "2");

    assertThat(run.lines()).hasSize(3);
    assertThat(run.lines().get(0)).matches("TIME +TOPIC +PARTITION +OFFSET +REASON +SIZE +MESSAGE");
    assertThat(run.lines().get(1))
        .matches(
            "20\\S+Z +"
                + topics.source
                + " +\\d +\\d+ +WRONG_SHAPE +\\d+ +expected \\[version.*an object.*");
  }

  @Test
  void writesOneJsonDocument() throws Exception {
    CommandLineRun run = run("dead-letters", "list", "--output", "json");

    assertThat(run.json().path("rows")).hasSize(DEAD_LETTERS);
    assertThat(run("dead-letters", "list", "--output", "json", "--topic", "none").json().toString())
        .isEqualTo("{\"rows\":[]}");
  }

  @Test
  void countsByReasonAndTopic() {
    CommandLineRun run = list("--summary");

    assertThat(
            run.rows().stream()
                .filter(row -> row.has("reason"))
                .collect(
                    Collectors.toMap(
                        row -> row.get("reason").asText(), row -> row.get("count").asLong())))
        .isEqualTo(expectedByReason());
    JsonNode first = run.rows().get(0);
    List<String> times =
        list("--reason", first.get("reason").asText()).rows().stream()
            .map(row -> row.get("time").asText())
            .sorted()
            .toList();
    assertThat(first.get("first").asText()).isEqualTo(times.get(0));
    assertThat(first.get("last").asText()).isEqualTo(times.get(times.size() - 1));
    assertThat(run("dead-letters", "list", "--summary").lines())
        .hasSize(REASONS.size() + 2)
        .contains("total " + DEAD_LETTERS);
  }

  @Test
  void filtersByReasonPartitionAndOffset() {
    List<JsonNode> all = list().rows();

    assertThat(list("--reason", "INVALID_JSON", "--reason", "WRONG_SHAPE").rows())
        .isEqualTo(
            select(all, row -> row.get("reason").asText().matches("INVALID_JSON|WRONG_SHAPE")))
        .isNotEmpty();
    assertThat(list("--partition", "1", "--offset", "10..500").rows())
        .isEqualTo(
            select(
                all,
                row ->
                    row.get("partition").asInt() == 1
                        && row.get("offset").asInt() >= 10
                        && row.get("offset").asInt() <= 500))
        .isNotEmpty();
    assertThat(list("--topic", "another").rows()).isEmpty();
    assertThat(list("--topic", topics.source).rows()).hasSize(DEAD_LETTERS);
    assertThat(list("--limit", "7").rows()).isEqualTo(all.subList(0, 7));
  }

  @Test
  void filtersByTime() {
    long middle = START + RECORDS / 2;
    List<JsonNode> all = list().rows();
    String middleText = Printable.time(middle);
    List<JsonNode> newer = select(all, row -> row.get("time").asText().compareTo(middleText) >= 0);

    assertThat(list("--since", middleText).rows()).isEqualTo(newer).isNotEmpty();
    assertThat(list("--since", Long.toString(middle)).rows()).isEqualTo(newer);
    assertThat(list("--until", middleText).rows()).hasSize(DEAD_LETTERS - newer.size());
    assertThat(list("--since", "1h").rows()).isEmpty();
  }

  @Test
  void readsNothingThatIsOlderThanAsked() {
    Selection recent =
        new Selection(
            Set.of(),
            Set.of(),
            Set.of(),
            OffsetRange.ALL,
            new Selection.Period(START + RECORDS * 9L / 10, Long.MAX_VALUE));
    try (DeadLetterReader reader =
        new DeadLetterReader(KafkaCluster.dispatch(topics.config(Map.of())), topics.deadLetters)) {
      assertThat(count(reader, recent)).isBetween(1, DEAD_LETTERS * 8 / 10);
      assertThat(count(reader, Selection.ALL)).isEqualTo(DEAD_LETTERS);
    }
  }

  private static int count(DeadLetterReader reader, Selection selection) {
    AtomicInteger read = new AtomicInteger();
    reader.read(selection, (at, total) -> read.incrementAndGet(), deadLetter -> true);
    return read.get();
  }

  private static List<JsonNode> select(List<JsonNode> rows, Function<JsonNode, Boolean> predicate) {
    return rows.stream().filter(predicate::apply).toList();
  }

  @Test
  void showsADeadLetterByEitherCoordinates() throws Exception {
    JsonNode row = list("--reason", "MISSING_FIELD").rows().get(3);
    String[] source = {topics.source, row.get("partition").asText(), row.get("offset").asText()};
    String[] own = {
      topics.deadLetters,
      row.get("dead_letter_partition").asText(),
      row.get("dead_letter_offset").asText()
    };

    JsonNode bySource =
        run("dead-letters", "show", source[0], source[1], source[2], "--output", "json").json();
    JsonNode byOwn = run("dead-letters", "show", own[0], own[1], own[2], "--output", "json").json();

    assertThat(bySource).isEqualTo(byOwn);
    assertThat(bySource.at("/dead_letter/reason").asText()).isEqualTo("MISSING_FIELD");
    assertThat(bySource.at("/record/offset")).isEqualTo(row.get("offset"));
    assertThat(bySource.at("/dead_letter/value_message")).isEqualTo(row.get("message"));
    assertThat(bySource.at("/headers")).isEmpty();
    assertThat(bySource.at("/paths/headers/outcome").asText()).isEqualTo("fail");
    assertThat(bySource.at("/paths/headers/field").asText()).isEqualTo("version");
    assertThat(bySource.at("/paths/value/reason").asText()).isEqualTo("MISSING_FIELD");
    assertThat(bySource.at("/value/format").asText()).isEqualTo("json");
    assertThat(bySource.at("/value/content/1").asText()).isEqualTo("insert");
  }

  @Test
  void showsWhatIsNotJsonAsHex() {
    JsonNode row = list("--reason", "INVALID_JSON").rows().get(0);

    CommandLineRun run =
        run(
            "dead-letters",
            "show",
            topics.source,
            row.get("partition").asText(),
            row.get("offset").asText());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("value (40 bytes, not JSON")
        .contains(
            "00000000  5b 32 2c 22 69 6e 73 65  72 74 22 2c 7b 22 65 76  |[2,\"insert\",{\"ev|")
        .containsPattern("(?m)^  reason +INVALID_JSON$")
        .containsPattern("(?m)^  origin +" + topics.source + "-\\d+@\\d+$");
  }

  @Test
  void explainsARecordThatDispatches() throws Exception {
    JsonNode report = run("explain", topics.source, "0", "1", "--output", "json").json();

    assertThat(report.at("/outcome").asText()).isEqualTo("dispatch");
    assertThat(report.at("/via").asText()).isEqualTo("value");
    assertThat(report.at("/fallback").asBoolean()).isTrue();
    assertThat(report.at("/task/topic").asText()).isEqualTo(topics.tasks);
    assertThat(report.at("/task/id").asText()).matches("[0-9a-f]{32}");
    assertThat(report.at("/paths/value/task/cache_key").asText()).isEqualTo("e:e1:1");
    assertThat(report.has("dead_letter")).isFalse();
  }

  @Test
  void explainsARecordAsText() {
    CommandLineRun run = run("explain", topics.source, "0", "1");

    assertThat(run.lines())
        .contains(
            "record        " + topics.source + "-0@1",
            "carries       error",
            "key           null",
            "headers (0)",
            "outcome       dispatch",
            "via           value",
            "fallback      true");
    assertThat(run.out())
        .containsPattern("(?m)^  outcome +fail +dispatch$")
        .containsPattern("(?m)^  field +version +-$")
        .containsPattern("(?m)^  cache_key +- +\"e:e1:1\"$")
        .containsPattern("(?m)^  headers: .*version")
        .containsPattern("(?m)^task +id [0-9a-f]{32}, topic " + topics.tasks + "$");
  }

  @Test
  void reportsWhatDoesNotExist() {
    CommandLineRun noRecord = run("explain", topics.source, "0", "99999999");
    CommandLineRun noPartition = run("explain", topics.source, "9", "0");
    CommandLineRun noTopic = run("explain", "no-such-topic", "0", "0");
    CommandLineRun noDeadLetter = run("dead-letters", "show", topics.source, "0", "1");

    assertThat(noRecord.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(noRecord.err())
        .startsWith("error: no record " + topics.source + "-0@99999999")
        .contains("holds offsets 0 to ")
        .hasLineCount(1);
    assertThat(noPartition.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(noPartition.err()).contains("no partition 9").contains("0 to 2");
    assertThat(noTopic.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(noTopic.err()).startsWith("error: no topic no-such-topic").hasLineCount(1);
    assertThat(noDeadLetter.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(noDeadLetter.err()).startsWith("error: no dead letter of " + topics.source + "-0@1");
  }

  @Test
  @Timeout(30)
  void reportsUnreachableServers() {
    long start = System.nanoTime();
    CommandLineRun run =
        CommandLineRun.of(
            topics.arguments(
                Map.of("source.bootstrap-servers", "127.0.0.1:1"), "dead-letters", "list"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).startsWith("error: cannot reach Kafka at 127.0.0.1:1").hasLineCount(1);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(15);
  }

  @Test
  void refusesWrongArguments() {
    assertThat(list("--reason", "BAD_LUCK").err())
        .startsWith("error: ")
        .contains("BAD_LUCK")
        .hasLineCount(1);
    assertThat(list("--since", "yesterday").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(list("--offset", "9..5").err()).contains("ends before it starts");
    assertThat(list("--limit", "0").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
