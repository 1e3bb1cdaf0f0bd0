// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.testing.StorageConsumer;
import io.eventforwarder.testing.TaskWatch;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gate on a real broker and a real cluster, behind storage consumers of every kind. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class GateITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int PARTITIONS = 4;

  @TempDir private static Path directory;

  private static EmbeddedBroker broker;
  private static TestCluster cluster;

  private final SampleTraffic traffic = new SampleTraffic(1, 300);
  private final Random random = new Random(11);
  private final long[] ends = new long[PARTITIONS];
  private final Map<TopicPartition, List<Long>> expected =
      new TreeMap<>(Comparator.comparing(TopicPartition::toString));
  private TestTopics topics;
  private String commitLog;

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
    commitLog = topics.source + "-commit-log";
    broker.createTopics(List.of(new NewTopic(commitLog, 1, (short) 1)));
  }

  /** Delays, stalls, repeats, steps back, garbage, restarts of announcers and of the job. */
  @Test
  void releasesNothingEarlyAndEverythingOnceThroughFailures() throws Exception {
    Map<String, String> settings = settings(Map.of("gate.groups", "snuba-consumers, eu:west"));
    try (StorageConsumer first = storage("snuba-consumers", false);
        StorageConsumer second = storage("eu:west", false);
        TaskWatch tasks = watch(task -> isStored(task, first) && isStored(task, second))) {
      produce(400);
      // Announced before the job is there.
      first.announce(0, 50);
      second.announce(0, 30);
      JobID job = cluster.submit(settings, TestCluster.TASK_MANAGERS);
      await(tasks, 1);

      announceWildly(tasks, 60, first, second);
      assertAudit(settings);
      cluster.terminateTaskManager();
      announceWildly(tasks, 20, first, second);
      cluster.startTaskManager();
      produce(200);
      announceWildly(tasks, 60, first, second);

      String savepoint = cluster.stop(job, directory);
      produce(200);
      announceAll(tasks, first);
      job = cluster.restore(savepoint, settings, 1);
      announceWildly(tasks, 20, second);
      assertAudit(settings);

      announceAll(tasks, second);
      awaitAll(tasks);
      String audited = awaitSettled(settings);
      assertThat(audited).contains("all 3,200 records accounted for, each once");
      cluster.stop(job, directory);
      tasks.look();
      assertThat(tasks.seen()).isEqualTo(expected);
    }
  }

  @Test
  void releasesTheNewestEventOfAWriterThatAnnouncesTheLastProcessedOffset() throws Exception {
    Map<String, String> settings = settings(Map.of("gate.offset-semantics", "last-processed"));
    try (StorageConsumer storage = storage("snuba-consumers", true);
        TaskWatch tasks = watch(task -> isStored(task, storage))) {
      produce(5);
      JobID job = cluster.submit(settings, 1);
      announceAll(tasks, storage);
      awaitAll(tasks);

      cluster.stop(job, directory);
      assertThat(tasks.seen()).isEqualTo(expected);
    }
  }

  @Test
  void makesATaskVisibleWithinTwoCheckpointsOfItsAnnouncement() throws Exception {
    Map<String, String> settings = settings(Map.of("checkpoint.interval", "3 s"));
    try (StorageConsumer storage = storage("snuba-consumers", false);
        TaskWatch tasks = watch(task -> isStored(task, storage))) {
      JobID job = cluster.submit(settings, 1);
      produce(5);
      announceAll(tasks, storage);
      awaitAll(tasks);
      for (int i = 0; i < 2; i++) {
        produce(5);
        long before = cluster.completedCheckpoints(job);
        announceAll(tasks, storage);
        awaitAll(tasks);
        assertThat(cluster.completedCheckpoints(job) - before).isLessThanOrEqualTo(2);
      }
      cluster.stop(job, directory);
    }
  }

  /** Fetches of one record, so that the limit is met closely. */
  @Test
  void readsAPartitionNoFurtherAheadThanTheGateMayHold() throws Exception {
    Map<String, String> settings =
        settings(
            Map.of(
                "gate.max-held", "10",
                "kafka.source.properties.max.poll.records", "1",
                "kafka.source.properties.fetch.max.bytes", "1",
                "kafka.source.properties.max.partition.fetch.bytes", "1"));
    try (StorageConsumer storage = storage("snuba-consumers", false);
        TaskWatch tasks = watch(task -> isStored(task, storage))) {
      // Dead letters do not wait, so they show how far partition 0 is read.
      topics.produce(
          Stream.generate(() -> new ProducerRecord<byte[], byte[]>(topics.source, 0, null, null))
              .limit(100));
      ends[0] = 100;
      produce(20);
      JobID job = cluster.submit(settings, 1);
      for (int partition = 1; partition < PARTITIONS; partition++) {
        storage.announce(partition, ends[partition]);
      }
      await(tasks, expected.values().stream().skip(1).mapToLong(List::size).sum());
      String savepoint = cluster.stop(job, directory);
      assertThat(
              topics.read(topics.deadLetters).stream()
                  .map(dead -> ProvenanceHeaders.read(dead.headers()).orElseThrow())
                  .filter(source -> source.partition() == 0))
          .hasSizeBetween(10, 13);

      job = cluster.restore(savepoint, settings, 2);
      announceAll(tasks, storage);
      awaitAll(tasks);
      cluster.stop(job, directory);
      assertThat(tasks.seen()).isEqualTo(expected);
    }
  }

  /** The group's offsets are then all that is left of the job. */
  @Test
  void findsHeldTasksAgainWithoutACheckpoint() throws Exception {
    try (StorageConsumer storage = storage("snuba-consumers", false);
        TaskWatch tasks = watch(task -> isStored(task, storage))) {
      produce(20);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        storage.announce(partition, 10);
      }
      JobID first = cluster.submit(settings(Map.of()), 1);
      await(
          tasks,
          expected.values().stream().flatMap(List::stream).filter(offset -> offset < 10).count());
      cluster.stop(first, directory);

      JobID second = cluster.submit(settings(Map.of()), 1);
      announceAll(tasks, storage);
      awaitAll(tasks);
      cluster.stop(second, directory);
      tasks.look();
      assertThat(tasks.seen()).isEqualTo(expected);
    }
  }

  @Test
  void holdsWhatIsAnnouncedOfAPausedTopicUntilItMayGoOn() throws Exception {
    String control = topics.source + "-control";
    broker.createTopics(
        List.of(new NewTopic(control, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))));
    Map<String, String> settings =
        settings(Map.of("control.topic", control, "checkpoint.interval", "100 ms"));
    AtomicBoolean goesOn = new AtomicBoolean();
    try (StorageConsumer storage = storage("snuba-consumers", false);
        TaskWatch tasks = watch(task -> goesOn.get())) {
      produce(20);
      JobID first = cluster.submit(settings, 2);
      // Dead letters do not wait, so they show how far the job has read.
      topics.produce(
          IntStream.range(0, PARTITIONS)
              .mapToObj(
                  partition ->
                      new ProducerRecord<byte[], byte[]>(topics.source, partition, null, null)));
      awaitility()
          .until(
              () ->
                  topics.read(topics.deadLetters).stream()
                      .map(dead -> ProvenanceHeaders.read(dead.headers()).orElseThrow())
                      .filter(source -> source.offset() == ends[source.partition()])
                      .count(),
              count -> count == PARTITIONS);
      command(settings, "control", "set", "dispatch.paused/" + topics.source, "true");
      String savepoint = cluster.stop(first, directory);

      JobID second = cluster.restore(savepoint, settings, 2);
      announceAll(tasks, storage);
      awaitility().until(() -> cluster.completedCheckpoints(second) >= 20);
      tasks.look();
      assertThat(tasks.count()).isZero();

      goesOn.set(true);
      command(settings, "control", "unset", "dispatch.paused/" + topics.source);
      awaitAll(tasks);
      cluster.stop(second, directory);
      assertThat(tasks.seen()).isEqualTo(expected);
    }
  }

  @Test
  void takesOverFromAJobWithoutAGate() throws Exception {
    try (StorageConsumer storage = storage("snuba-consumers", false)) {
      produce(20);
      JobID ungated = cluster.submit(topics.settings(Map.of()), 1);
      try (TaskWatch tasks = watch(task -> true)) {
        awaitAll(tasks);
      }
      String savepoint = cluster.stop(ungated, directory);
      produce(20);
      JobID gated = cluster.restore(savepoint, settings(Map.of()), 2);
      long[] handover = ends.clone();
      try (TaskWatch tasks =
          watch(task -> task.offset() < handover[task.partition()] || isStored(task, storage))) {
        announceAll(tasks, storage);
        awaitAll(tasks);
        assertThat(awaitSettled(settings(Map.of()))).contains("each once");
        cluster.stop(gated, directory);
        assertThat(tasks.seen()).isEqualTo(expected);
      }
    }
  }

  @Test
  void runsTheThreePairsOfSelfHostedSentryAsOneJob() throws Exception {
    Map<String, String> pairs =
        Map.of(
            "events", "snuba-commit-log snuba-consumers",
            "transactions", "snuba-transactions-commit-log transactions_group",
            "generic-events", "snuba-generic-events-commit-log generic_events_group");
    List<String> names = new ArrayList<>(List.of("taskworker", "post-process-dead-letters"));
    pairs.forEach((topic, log) -> names.addAll(List.of(topic, log.split(" ")[0])));
    broker.createTopics(names.stream().map(name -> new NewTopic(name, 1, (short) 1)).toList());
    JobGraph graph =
        TestCluster.graph(
            Optional.of(Path.of("conf/sentry-self-hosted.yaml")),
            Map.of("source.bootstrap-servers", broker.bootstrapServers()),
            1);
    JobID job = cluster.submit(graph, SavepointRestoreSettings.none());
    for (String topic : pairs.keySet()) {
      produceTasks(topic, 10);
    }

    Set<String> stored = new HashSet<>();
    try (TaskWatch tasks =
        new TaskWatch(
            broker.bootstrapServers(), "taskworker", task -> stored.contains(task.topic()))) {
      for (Map.Entry<String, String> pair : pairs.entrySet()) {
        String[] log = pair.getValue().split(" ");
        try (StorageConsumer storage =
            new StorageConsumer(broker.bootstrapServers(), log[0], pair.getKey(), log[1], false)) {
          stored.add(pair.getKey());
          storage.announce(0, 10);
          await(tasks, 10L * stored.size());
        }
      }
      cluster.stop(job, directory);
      tasks.look();
      assertThat(tasks.seen().values())
          .hasSize(3)
          .allMatch(LongStream.range(0, 10).boxed().toList()::equals);
    }
  }

  private void produceTasks(String topic, int count) {
    EventStreamType type = DemoTopics.sources().get(topic);
    topics.produce(
        Stream.generate(() -> traffic.next(type, SampleKind.HEADERS))
            .limit(count)
            .map(
                sample ->
                    new ProducerRecord<>(topic, 0, null, null, sample.value(), sample.headers())));
  }

  @Test
  void isTwoChainsAroundTheGate() {
    JobGraph graph = TestCluster.graph(settings(Map.of()), 1);

    assertThat(graph.getVerticesSortedTopologicallyFromSources())
        .extracting(JobVertex::getName)
        .satisfiesExactlyInAnyOrder(
            name -> assertThat(name).contains("source", "decode", "dead-letters: Writer"),
            name -> assertThat(name).contains("commit-log-source", "commit-log"),
            name -> assertThat(name).contains("gate", "dispatch: Writer", "ledger: Writer"));
  }

  // ---- Storage consumers.

  private static boolean isStored(Coordinates task, StorageConsumer storage) {
    return task.offset() < storage.announced(task.partition());
  }

  /** Any of the groups announces anything that is true, in any order; and stalls, and errs. */
  private void announceWildly(TaskWatch tasks, int steps, StorageConsumer... groups) {
    for (int step = 0; step < steps; step++) {
      StorageConsumer storage = groups[random.nextInt(groups.length)];
      // Partition 3 stalls.
      int partition = random.nextInt(3);
      long last = storage.announced(partition);
      switch (random.nextInt(6)) {
        case 0, 1 -> storage.announce(partition, Math.min(ends[partition], last + 25));
        case 2 -> storage.announceInDigits(partition, Math.min(ends[partition], last + 5));
        case 3 -> storage.announce(partition, Math.max(1, last));
        case 4 -> storage.announce(partition, Math.max(1, last - random.nextInt(50)));
        default -> storage.writeGarbage(random);
      }
      tasks.look();
    }
  }

  private void announceAll(TaskWatch tasks, StorageConsumer storage) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      storage.announce(partition, ends[partition]);
      tasks.look();
    }
  }

  // ---- Running.

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("gate.enabled", "true");
    settings.put("gate.commit-log.topic", commitLog);
    settings.put("gate.groups", "snuba-consumers");
    settings.putAll(more);
    return topics.settings(settings);
  }

  private StorageConsumer storage(String group, boolean writesLastProcessed) {
    return new StorageConsumer(
        broker.bootstrapServers(), commitLog, topics.source, group, writesLastProcessed);
  }

  private TaskWatch watch(Predicate<Coordinates> mayBeSeen) {
    return new TaskWatch(broker.bootstrapServers(), topics.tasks, mayBeSeen);
  }

  /** So many records of all kinds for each partition. */
  private void produce(int count) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR);
        records.add(
            new ProducerRecord<>(
                topics.source, partition, null, null, sample.value(), sample.headers()));
        if (sample.kind().outcome() == SampleKind.Outcome.DISPATCHED_VIA_HEADERS
            || sample.kind().outcome() == SampleKind.Outcome.DISPATCHED_VIA_VALUE) {
          expected
              .computeIfAbsent(
                  new TopicPartition(topics.source, partition), key -> new ArrayList<>())
              .add(ends[partition]);
        }
        ends[partition]++;
      }
    }
    topics.produce(records.stream());
  }

  private static void await(TaskWatch tasks, long count) {
    awaitility()
        .untilAsserted(
            () -> {
              tasks.look();
              assertThat(tasks.count()).isGreaterThanOrEqualTo(count);
            });
  }

  private void awaitAll(TaskWatch tasks) {
    await(tasks, expected.values().stream().mapToLong(List::size).sum());
  }

  private static ConditionFactory awaitility() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }

  /** Nothing is wrong at any time, whatever is held. */
  private String assertAudit(Map<String, String> settings) {
    return command(settings, "audit");
  }

  private static String command(Map<String, String> settings, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
    return run.out();
  }

  /** Until every record has passed, those before the gate too. */
  private String awaitSettled(Map<String, String> settings) {
    long records = 0;
    for (long end : ends) {
      records += end;
    }
    String verdict = "all %,d records accounted for, each once".formatted(records);
    return awaitility()
        .until(() -> assertAudit(settings), out -> out.lines().anyMatch(verdict::equals));
  }
}
