// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.check.CheckFailedException;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Switches that are set while records flow, and the commands that set them. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SwitchesITCase {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PARTITIONS = 4;

  /** How long a switch may take to act, in milliseconds. */
  private static final long DELAY = 2_000;

  private static final String QUEUE_OF_HEADERS = "from-headers";
  private static final long DROPPED_PROJECT = 7;
  private static final long OTHER_PROJECT = 8;

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static TestCluster cluster;

  private TestTopics topics;
  private String control;
  private String tasksOfHeaders;
  private String skipped;
  private Load load;

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
    topics = new TestTopics(broker, PARTITIONS, 1);
    control = "control-" + topics.source;
    tasksOfHeaders = "headers-" + topics.tasks;
    skipped = "skipped-" + topics.source;
    broker.createTopics(
        List.of(
            new NewTopic(skipped, 1, (short) 1),
            new NewTopic(control, 1, (short) 1).configs(Map.of("cleanup.policy", "compact")),
            new NewTopic(tasksOfHeaders, 1, (short) 1)));
  }

  @AfterEach
  void endLoad() throws Exception {
    if (load != null) {
      load.end();
    }
  }

  @Test
  void changesTheModeUnderLoadWithinTwoSecondsAndLosesNothing() throws Exception {
    topics.produce(
        Stream.of(
            new ProducerRecord<>(control, utf8("decode.mood"), utf8("{}")),
            new ProducerRecord<>(control, utf8("decode.mode"), utf8("not JSON"))));
    load = new Load();
    JobID job = cluster.submit(settings(), TestCluster.TASK_MANAGERS);
    awaitTasksAfter(0);

    List<Phase> phases = new ArrayList<>();
    set("decode.mode", "value-only", "--percent", "50");
    phases.add(phase(Set.of(0, 2)));
    set("decode.mode/" + topics.source, "value-only");
    phases.add(phase(Set.of(0, 1, 2, 3)));
    unset("decode.mode/" + topics.source);
    unset("decode.mode");
    phases.add(phase(Set.of()));
    load.end();
    awaitLedger();
    cluster.stop(job, directory);

    List<Task> tasks = tasks();
    for (Phase phase : phases) {
      List<Task> within = tasks.stream().filter(phase::contains).toList();
      assertThat(within).hasSizeGreaterThan(50);
      assertThat(within)
          .allSatisfy(
              task ->
                  assertThat(task.isFromHeaders())
                      .as("%s in %s", task, phase)
                      .isNotEqualTo(phase.valueOnly().contains(task.source().partition())));
    }
    assertAuditProves(load.produced());
  }

  @Test
  void dropsAProjectsTasksUnderLoadAndCountsThemAsSkipped() throws Exception {
    load = new Load();
    JobID job = cluster.submit(settings(), TestCluster.TASK_MANAGERS);
    awaitTasksAfter(0);
    set("dispatch.drop-project/" + DROPPED_PROJECT, "true");
    Phase dropping = phase(Set.of());
    unset("dispatch.drop-project/" + DROPPED_PROJECT);
    Phase after = phase(Set.of());
    load.end();
    awaitLedger();
    cluster.stop(job, directory);

    List<Task> tasks = tasks();
    assertThat(tasks.stream().filter(dropping::contains).map(Task::project))
        .hasSizeGreaterThan(50)
        .containsOnly(OTHER_PROJECT);
    assertThat(tasks.stream().filter(after::contains).map(Task::project))
        .contains(OTHER_PROJECT, DROPPED_PROJECT);
    long dropped = rows().stream().mapToLong(row -> row.counts().killSwitched()).sum();
    assertThat(dropped).isPositive().isEqualTo(load.produced() - tasks.size());
    assertThat(rows().stream().mapToLong(row -> row.counts().skipped()).sum()).isEqualTo(dropped);
    assertThat(topics.read(skipped))
        .hasSize((int) dropped)
        .allSatisfy(
            entry ->
                assertThat(new String(entry.value(), StandardCharsets.UTF_8))
                    .contains("\"operation\":\"killswitch\""));
    assertAuditProves(load.produced());
  }

  @Test
  void pausesUnderLoadThroughRestartsAndGoesOn() throws Exception {
    load = new Load();
    JobID job = cluster.submit(settings(), TestCluster.TASK_MANAGERS);
    awaitTasksAfter(0);
    set("dispatch.paused", "true");
    long paused = System.currentTimeMillis();
    load.awaitSentAfter(paused + 2 * DELAY);
    String savepoint = cluster.stop(job, directory);
    List<Task> before = tasks();
    assertThat(before).isNotEmpty().allMatch(task -> task.timestamp() < paused + DELAY);

    JobID restored = cluster.restore(savepoint, settings(), 1);
    // Only a job whose subtasks all run can be stopped with a savepoint.
    savepoint = stopWhenRunning(restored);
    assertThat(tasks()).containsExactlyInAnyOrderElementsOf(before);

    JobID again = cluster.restore(savepoint, settings(), TestCluster.TASK_MANAGERS);
    load.end();
    unset("dispatch.paused");
    awaitLedger();
    cluster.stop(again, directory);
    assertThat(tasks()).hasSize(load.produced());
    assertAuditProves(load.produced());
  }

  // ---- Commands.

  @Test
  void theCommandsShowWhatIsInEffectAndWhatIsWrong() throws Exception {
    assertThat(set("decode.mode", "value-only", "--percent", "50").out())
        .startsWith(
            "decode.mode: headers-first (configured) -> value-only for 50 % of the partitions,")
        .contains("by " + control + "-0@0");
    assertThat(set("dispatch.drop-project/42", "true").exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(unset("dispatch.paused").out()).startsWith("dispatch.paused is not set");

    JsonNode list = run("control", "list", "--output", "json").json().path("rows");
    assertThat(list).hasSize(3);
    assertThat(list.get(0).path("switch").asText()).isEqualTo("decode.mode/" + topics.source);
    assertThat(list.get(0).path("value").asText()).isEqualTo("value-only");
    assertThat(list.get(0).path("percent").asInt()).isEqualTo(50);
    assertThat(list.get(0).path("set_as").asText()).isEqualTo("decode.mode");
    assertThat(list.get(0).path("set_by").asText()).isEqualTo(control + "-0@0");
    assertThat(list.get(1).path("switch").asText()).isEqualTo("dispatch.paused/" + topics.source);
    assertThat(list.get(1).path("value").asText()).isEqualTo("false");
    assertThat(list.get(1).path("set_by").isNull()).isTrue();
    assertThat(list.get(2).path("switch").asText()).isEqualTo("dispatch.drop-project/42");
    assertThat(run("control", "get", "dispatch.drop-project/42").lines().get(1))
        .startsWith("dispatch.drop-project/42")
        .contains("true");

    assertUsage(
        "there is no switch decode.mod; write decode.mode, dispatch.paused or dispatch.drop-project/<id>",
        "decode.mod",
        "x");
    assertUsage(
        "event is no topic of source.topics; did you mean decode.mode/" + topics.source + "?",
        "decode.mode/event",
        "value-only");
    assertUsage(
        "cannot set dispatch.paused to 'yes': dispatch.paused takes true or false; see",
        "dispatch.paused",
        "yes");
    assertThat(run("control", "list").lines())
        .hasSize(4)
        .element(0)
        .asString()
        .containsSubsequence("SWITCH", "VALUE", "SET AS", "SET BY");
  }

  private void assertUsage(String error, String... setArguments) {
    CommandLineRun run = set(setArguments);
    assertThat(run.err()).startsWith("error: " + error);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void rejectsATopicThatIsNotCompacted() {
    Map<String, String> forgetting = topics.settings(Map.of("control.topic", tasksOfHeaders));

    assertThatThrownBy(() -> TestCluster.graph(forgetting, 1))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("control.topic")
        .hasMessageContaining("cleanup.policy=delete");
  }

  private CommandLineRun set(String... arguments) {
    return run(
        Stream.concat(Stream.of("control", "set"), Stream.of(arguments)).toArray(String[]::new));
  }

  private CommandLineRun unset(String name) {
    return run("control", "unset", name);
  }

  private CommandLineRun run(String... words) {
    return CommandLineRun.of(topics.arguments(Map.of("control.topic", control), words));
  }

  private Map<String, String> settings() {
    return topics.settings(
        Map.of(
            "control.topic",
            control,
            "skipped.topic",
            skipped,
            "dispatch.format",
            "json",
            "dispatch.routes",
            QUEUE_OF_HEADERS + ":" + tasksOfHeaders));
  }

  private void assertAuditProves(int records) {
    CommandLineRun audit = CommandLineRun.of(topics.arguments(settings(), "audit"));
    assertThat(audit.lines().get(audit.lines().size() - 1))
        .isEqualTo("all %,d records accounted for, each once".formatted(records));
    assertThat(audit.exitCode()).as(audit.out()).isEqualTo(ExitCode.DONE);
  }

  // ---- What came out.

  /**
   * A stretch of time.
   *
   * @param from milliseconds since the epoch
   * @param valueOnly partitions whose records of that time are decoded by their values alone
   */
  private record Phase(long from, long to, Set<Integer> valueOnly) {

    boolean contains(Task task) {
      return from <= task.timestamp() && task.timestamp() < to;
    }
  }

  /** The time from when a switch that was set just now must have acted, for half a second. */
  private Phase phase(Set<Integer> valueOnly) {
    long from = System.currentTimeMillis() + DELAY;
    Phase phase = new Phase(from, from + 500, valueOnly);
    awaitTasksAfter(phase.to());
    return phase;
  }

  /**
   * @param timestamp of the task's record
   */
  private record Task(Coordinates source, long timestamp, long project, boolean isFromHeaders) {}

  private List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (String topic : List.of(tasksOfHeaders, topics.tasks)) {
      for (ConsumerRecord<byte[], byte[]> record : topics.read(topic)) {
        tasks.add(task(record));
      }
    }
    return tasks;
  }

  private Task task(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Task(
          ProvenanceHeaders.read(record.headers()).orElseThrow(),
          record.timestamp(),
          MAPPER.readTree(record.value()).findValue("project_id").asLong(),
          record.topic().equals(tasksOfHeaders));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until each partition has a task of a record that is newer. */
  private void awaitTasksAfter(long timestamp) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () ->
                tasks().stream()
                        .filter(task -> task.timestamp() > timestamp)
                        .map(task -> task.source().partition())
                        .distinct()
                        .count()
                    == PARTITIONS);
  }

  /** Waits until the ledger accounts for all that was produced. */
  private void awaitLedger() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                rows().stream().mapToLong(row -> row.counts().records()).sum() >= load.produced());
  }

  private List<LedgerRow> rows() throws IOException {
    List<LedgerRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(topics.ledger)) {
      rows.add(LedgerRowJson.read(record.value()).row());
    }
    return rows;
  }

  private String stopWhenRunning(JobID job) {
    AtomicReference<String> savepoint = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              savepoint.set(cluster.stop(job, directory));
              return true;
            });
    return savepoint.get();
  }

  // ---- What goes in.

  /** Records of two projects to all partitions, a few hundred a second, until {@link #end}. */
  private final class Load {

    private static final int PAUSE_MILLIS = 20;

    private final Thread thread = new Thread(this::run, "load");
    private final List<ProducerRecord<byte[], byte[]>> templates;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean isEnding;
    private volatile int produced;
    private volatile long lastTimestamp;

    Load() throws IOException {
      templates = templates();
      thread.start();
    }

    private void run() {
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        while (!isEnding) {
          long now = System.currentTimeMillis();
          for (ProducerRecord<byte[], byte[]> template : templates) {
            producer.send(
                new ProducerRecord<>(
                    template.topic(),
                    template.partition(),
                    now,
                    null,
                    template.value(),
                    template.headers()),
                (metadata, exception) -> {
                  if (exception != null) {
                    failure.set(exception);
                  }
                });
          }
          producer.flush();
          produced += templates.size();
          lastTimestamp = now;
          LockSupport.parkNanos(Duration.ofMillis(PAUSE_MILLIS).toNanos());
        }
      }
    }

    int produced() {
      return produced;
    }

    void awaitSentAfter(long timestamp) {
      await().atMost(PATIENCE).until(() -> lastTimestamp > timestamp);
    }

    void end() throws InterruptedException {
      isEnding = true;
      thread.join();
      assertThat(failure.get()).isNull();
    }

    /** For each partition a record of each project. */
    private List<ProducerRecord<byte[], byte[]>> templates() throws IOException {
      SampleTraffic traffic = new SampleTraffic(1, 1_000);
      List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        for (long project : List.of(DROPPED_PROJECT, OTHER_PROJECT)) {
          SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
          sample.headers().add("project_id", utf8(Long.toString(project)));
          sample.headers().add("queue", utf8(QUEUE_OF_HEADERS));
          ArrayNode value = (ArrayNode) MAPPER.readTree(sample.value());
          ((ObjectNode) value.get(2)).put("project_id", project);
          made.add(
              new ProducerRecord<>(
                  topics.source,
                  partition,
                  null,
                  null,
                  MAPPER.writeValueAsBytes(value),
                  sample.headers()));
        }
      }
      return made;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
