// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.eventforwarder.deadletter.DeadLetterHeaders;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.testing.BrokenRecords;
import io.eventforwarder.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One dead letter does not end a replay, and a replay that ends early blocks no reader. */
@Timeout(180)
class DeadLettersReplayFaultsITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private static EmbeddedBroker broker;
  private TestTopics topics;

  @BeforeAll
  static void startBroker() throws Exception {
    broker =
        EmbeddedBroker.start(
            Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true"));
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 1, 1);
  }

  // ---- Refused dead letters.

  @Test
  void refusesDeadLettersWhoseTopicCannotBeWritten() throws Exception {
    String missing = topics.source + "-missing";
    String readOnly = createTopic("read-only", AclOperation.READ);
    String hidden = createTopic("hidden", AclOperation.ALTER_CONFIGS);
    topics.produce(
        Stream.of(topics.source, "in valid", missing, readOnly, hidden, "__transaction_state")
            .map(topic -> deadLetter(topic, 0)));
    topics.produce(Stream.of(deadLetter(topics.source, 1)));

    CommandLineRun first = replay(Map.of(), "--to", "source", "--execute");
    CommandLineRun second = replay(Map.of(), "--to", "source", "--execute");

    assertThat(first.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(count(first, "send")).isEqualTo(2);
    assertThat(details(first))
        .containsExactly(
            "in valid is not a valid topic name",
            noTopic(missing),
            lacks("Write", readOnly),
            noTopic(hidden),
            "__transaction_state is an internal topic of Kafka");
    assertThat(topics.read(topics.source)).hasSize(2);
    assertThat(count(second, "replayed_before")).isEqualTo(2);
    assertThat(details(second)).isEqualTo(details(first));
  }

  @Test
  void refusesDeadLettersWhoseValueCannotBeFetched() throws Exception {
    String missing = topics.source + "-missing";
    String writeOnly = createTopic("write-only", AclOperation.WRITE);
    topics.produce(
        Stream.of(
            withoutValue(deadLetter(missing, 0)),
            withoutValue(deadLetter(writeOnly, 0)),
            deadLetter(topics.source, 0)));

    CommandLineRun run =
        replay(
            Map.of(
                "source.topics",
                "%s:error,%s:error,%s:error".formatted(topics.source, missing, writeOnly)),
            "--to",
            "dispatch",
            "--execute");

    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(count(run, "send")).isEqualTo(1);
    assertThat(details(run)).containsExactly(noTopic(missing), lacks("Read", writeOnly));
    assertThat(topics.read(topics.tasks)).hasSize(1);
  }

  private static String noTopic(String topic) {
    return "no topic %s at %s, or no right to describe it"
        .formatted(topic, broker.bootstrapServers());
  }

  private static String lacks(String right, String topic) {
    return "the principal lacks %s on topic %s at %s; grant it (kafka-acls.sh --add)"
        .formatted(right, topic, broker.bootstrapServers());
  }

  /** A topic on which nothing but the operation is allowed. */
  private String createTopic(String suffix, AclOperation allowed) throws Exception {
    String name = topics.source + "-" + suffix;
    broker.createTopics(List.of(new NewTopic(name, 1, (short) 1)));
    AclBinding acl =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL),
            new AccessControlEntry("User:*", "*", allowed, AclPermissionType.ALLOW));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createAcls(List.of(acl)).all().get();
      // The broker applies what its controller has accepted a moment later.
      await()
          .atMost(PATIENCE)
          .until(() -> !admin.describeAcls(acl.toFilter()).values().get().isEmpty());
    }
    return name;
  }

  // ---- Pauses.

  @Test
  void dispatchesNoTaskOfAPausedTopic() throws Exception {
    Map<String, String> settings = withControlTopic();
    topics.produce(Stream.of(deadLetter(topics.source, 0)));
    String topicSwitch = "dispatch.paused/" + topics.source;

    control(settings, "set", "dispatch.paused", "true");
    CommandLineRun allPaused = replay(settings, "--to", "dispatch", "--execute");
    control(settings, "set", topicSwitch, "true");
    CommandLineRun topicPaused = replay(settings, "--to", "dispatch");
    control(settings, "set", topicSwitch, "false");
    CommandLineRun notPaused = replay(settings, "--to", "dispatch", "--execute");

    assertThat(allPaused.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(details(allPaused))
        .containsExactly(
            "the switch dispatch.paused pauses " + topics.source + "; replay when it is off");
    assertThat(details(topicPaused))
        .containsExactly(
            "the switch " + topicSwitch + " pauses " + topics.source + "; replay when it is off");
    assertThat(notPaused.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(topics.read(topics.tasks)).hasSize(1);
  }

  @Test
  void obeysAPauseThatIsSetWhileItRuns() throws Exception {
    Map<String, String> settings = withControlTopic();
    int all = 400;
    topics.produce(IntStream.range(0, all).mapToObj(i -> deadLetter(topics.source, i)));

    CompletableFuture<CommandLineRun> running =
        CompletableFuture.supplyAsync(
            () -> replay(settings, "--to", "dispatch", "--execute", "--rate", "20/s"));
    await().atMost(PATIENCE).until(() -> !topics.read(topics.tasks).isEmpty());
    control(settings, "set", "dispatch.paused", "true");
    CommandLineRun run = running.get(60, TimeUnit.SECONDS);

    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA_PROBLEM);
    assertThat(count(run, "send")).isBetween(1, all - 1);
    assertThat(count(run, "refuse")).isEqualTo(all - count(run, "send"));
    assertThat(topics.read(topics.tasks)).hasSize(count(run, "send"));
  }

  private Map<String, String> withControlTopic() throws Exception {
    String control = topics.source + "-control";
    broker.createTopics(
        List.of(new NewTopic(control, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))));
    return Map.of("control.topic", control);
  }

  private void control(Map<String, String> settings, String... words) {
    String[] command = Stream.concat(Stream.of("control"), Stream.of(words)).toArray(String[]::new);
    CommandLineRun run = CommandLineRun.of(topics.arguments(settings, command));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  // ---- Signals.

  @ParameterizedTest
  @CsvSource({"INT, 2", "TERM, 15"})
  @EnabledOnOs(OS.LINUX)
  void aSignalAbortsTheOpenTransactionAtOnce(String signal, int number) throws Exception {
    int all = 2_000;
    topics.produce(IntStream.range(0, all).mapToObj(i -> deadLetter(topics.source, i)));

    Path output = directory.resolve("output");
    Process process = startReplay(output, "--to", "source", "--execute", "--rate", "100/s");
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> hiddenRecords() > 10 || !process.isAlive());
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(128 + number);
    assertThat(Files.readString(output)).doesNotContain("Exception");
    // The timeout of the transaction is 30 s.
    await().atMost(Duration.ofSeconds(5)).until(() -> hiddenRecords() == 0);
    int sent = topics.read(topics.source).size();
    CommandLineRun rest = replay(Map.of(), "--to", "source", "--execute");
    assertThat(count(rest, "replayed_before")).isEqualTo(sent);
    assertThat(topics.read(topics.source))
        .hasSize(all)
        .extracting(
            record ->
                new String(
                    record.headers().lastHeader(ReplayHeaders.ORIGIN_OFFSET).value(),
                    StandardCharsets.UTF_8))
        .doesNotHaveDuplicates();
  }

  /** How many records of the source topic no consumer with read_committed can read yet. */
  private long hiddenRecords() {
    TopicPartition partition = new TopicPartition(topics.source, 0);
    try (TopicReader reader = new TopicReader(KafkaCluster.source(topics.config(Map.of())))) {
      long committed = reader.ends(List.of(partition)).get(partition);
      return reader.writtenEnds(List.of(partition)).get(partition) - committed;
    }
  }

  private Process startReplay(Path output, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                // A process in the background ignores SIGINT, and so do its children.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ForwarderCli.class.getName()));
    command.addAll(List.of(arguments(Map.of(), options)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  // ---- Runs and records.

  private CommandLineRun replay(Map<String, String> settings, String... options) {
    CommandLineRun run = CommandLineRun.of(arguments(settings, options));
    TestTopics.awaitVisible(broker.bootstrapServers());
    return run;
  }

  private String[] arguments(Map<String, String> settings, String... options) {
    Stream<String> command = Stream.of("dead-letters", "replay", "--output", "jsonl");
    return topics.arguments(
        settings, Stream.concat(command, Stream.of(options)).toArray(String[]::new));
  }

  private static int count(CommandLineRun run, String field) {
    return run.rows().get(run.rows().size() - 1).get("summary").get(field).asInt();
  }

  /** The details of what a replay has listed. */
  private static List<String> details(CommandLineRun run) {
    List<JsonNode> rows = run.rows();
    return rows.subList(0, rows.size() - 1).stream()
        .map(row -> row.get("detail").asText())
        .toList();
  }

  /** A dead letter whose original now decodes. */
  private ProducerRecord<byte[], byte[]> deadLetter(String topic, int offset) {
    RecordHeaders headers = new RecordHeaders();
    ProvenanceHeaders.add(headers, new Coordinates(topic, 0, offset));
    return new ProducerRecord<>(
        topics.deadLetters, 0, null, null, BrokenRecords.good(offset), headers);
  }

  private ProducerRecord<byte[], byte[]> withoutValue(ProducerRecord<byte[], byte[]> record) {
    record
        .headers()
        .add(DeadLetterHeaders.VALUE_OMITTED, "5000000".getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(record.topic(), 0, null, null, null, record.headers());
  }
}
