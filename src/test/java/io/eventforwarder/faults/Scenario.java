// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/**
 * One job with topics of its own, traffic that does not stop for anything, and a consumer of the
 * tasks. Ends with the proof that every record had exactly one outcome.
 */
final class Scenario implements AutoCloseable {

  static final int SOURCE_PARTITIONS = 4;

  private static final int OUTPUT_PARTITIONS = 2;
  private static final String CLUSTER = "faults";
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration BACKLOG_PATIENCE = Duration.ofMinutes(30);
  private static final Pattern JOB_ID = Pattern.compile("submitted with JobID ([0-9a-f]{32})");
  private static final Path JOB_JAR = Path.of(System.getProperty("forwarder.job-jar"));

  final BrokerProcess broker;
  final FlinkProcesses flink;
  final FlinkRest rest;
  final String source;
  final String moreSource;
  final String tasks;
  final String otherTasks;
  final Path checkpoints;
  final Path savepoints;
  final Map<String, String> settings = new LinkedHashMap<>();

  private final TaskReader reader;
  private final List<Long> recoveries = new ArrayList<>();

  private Traffic traffic;
  private String job;

  /** A job on a cluster. */
  Scenario(BrokerProcess broker, FlinkProcesses flink, String name) throws Exception {
    this(broker, flink, new FlinkRest(flink.rest()), flink.directory(), name);
  }

  /** A job that is not run by {@code submit}. */
  Scenario(BrokerProcess broker, Path directory, String name) throws Exception {
    this(broker, null, null, directory, name);
  }

  private Scenario(
      BrokerProcess broker, FlinkProcesses flink, FlinkRest rest, Path directory, String name)
      throws Exception {
    this.broker = broker;
    this.flink = flink;
    this.rest = rest;
    source = name + "-events";
    moreSource = name + "-transactions";
    tasks = name + "-tasks";
    otherTasks = name + "-other-tasks";
    checkpoints = directory.resolve(name + "-checkpoints");
    savepoints = directory.resolve(name + "-savepoints");
    broker.createTopics(
        List.of(
            new NewTopic(source, SOURCE_PARTITIONS, (short) 1),
            new NewTopic(moreSource, SOURCE_PARTITIONS, (short) 1),
            new NewTopic(tasks, OUTPUT_PARTITIONS, (short) 1),
            new NewTopic(otherTasks, OUTPUT_PARTITIONS, (short) 1),
            new NewTopic(name + "-dead-letters", 1, (short) 1),
            new NewTopic(name + "-ledger", 1, (short) 1)));
    settings.put("source.bootstrap-servers", broker.bootstrapServers());
    settings.put("source.topics." + source, "error");
    settings.put("source.group-id", name);
    settings.put("source.cluster-name", CLUSTER);
    settings.put("dispatch.topic", tasks);
    settings.put("dispatch.transactional-id-prefix", name);
    settings.put("dead-letter.topic", name + "-dead-letters");
    settings.put("ledger.topic", name + "-ledger");
    settings.put("flink.execution.checkpointing.dir", checkpoints.toUri().toString());
    reader =
        TaskReader.start(
            broker.bootstrapServers(),
            Stream.concat(
                    TaskReader.partitions(tasks, OUTPUT_PARTITIONS).stream(),
                    TaskReader.partitions(otherTasks, OUTPUT_PARTITIONS).stream())
                .toList());
  }

  // ---- The job.

  /** The job's arguments, as a user gives them. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    return arguments;
  }

  void submit(int parallelism, String savepoint) throws Exception {
    awaitSlots(parallelism);
    job = rest.run(rest.upload(JOB_JAR), arguments(), parallelism, savepoint);
    awaitRunning();
  }

  /** By Flink's command line, with what a user types after any crash as well as the first time. */
  void submitResuming(int parallelism) throws Exception {
    awaitSlots(parallelism);
    List<String> words = new ArrayList<>(List.of("run", "--detached"));
    words.addAll(List.of("--parallelism", Integer.toString(parallelism), JOB_JAR.toString()));
    words.addAll(arguments());
    words.add("--resume");
    Matcher id = JOB_ID.matcher(flink.flink(words.toArray(String[]::new)));
    assertThat(id.find()).isTrue();
    job = id.group(1);
    awaitRunning();
  }

  void awaitSlots(int slots) {
    Awaitility.await("slots").atMost(PATIENCE).until(() -> rest.slots() >= slots);
  }

  void awaitRunning() {
    Awaitility.await("job runs").atMost(PATIENCE).until(() -> rest.isRunning(job));
  }

  void awaitCheckpoints(int completed) {
    Awaitility.await("checkpoints")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> rest.checkpoints(job).get("completed") >= completed);
  }

  void awaitMoreCheckpoints(int completed) throws Exception {
    awaitCheckpoints(rest.checkpoints(job).get("completed") + completed);
  }

  String job() {
    return job;
  }

  /** Stops the job with a savepoint. Returns where that is. */
  String stop() throws Exception {
    String savepoint = await(rest.stop(job, savepoints));
    Awaitility.await("job has ended")
        .atMost(PATIENCE)
        .until(() -> rest.state(job).equals("FINISHED"));
    return savepoint;
  }

  /** Makes a savepoint while the job goes on. What it holds is not committed by it. */
  String savepoint() throws Exception {
    return await(rest.triggerSavepoint(job, savepoints));
  }

  private String await(String savepointRequest) {
    AtomicReference<String> savepoint = new AtomicReference<>();
    Awaitility.await("savepoint")
        .atMost(PATIENCE)
        .until(
            () -> {
              savepoint.set(rest.savepoint(job, savepointRequest));
              return savepoint.get() != null;
            });
    return savepoint.get();
  }

  // ---- Its input and output.

  void startTraffic(int recordsPerSecond, long seed) {
    startTraffic(Map.of(source, EventStreamType.ERROR), recordsPerSecond, seed);
  }

  void startTraffic(Map<String, EventStreamType> topics, int recordsPerSecond, long seed) {
    traffic = Traffic.start(broker.bootstrapServers(), topics, recordsPerSecond, seed);
  }

  Traffic traffic() {
    return traffic;
  }

  /** Waits for tasks of {@code more} further records. */
  void awaitTasks(long more) {
    long wanted = reader.distinct() + more;
    Awaitility.await("tasks").atMost(PATIENCE).until(() -> reader.distinct() >= wanted);
  }

  /** Waits for tasks of that many source partitions. */
  void awaitSourcePartitions(int partitions) {
    Awaitility.await("partitions")
        .atMost(PATIENCE)
        .until(() -> reader.partitionsPast(0) >= partitions);
  }

  /**
   * Waits until tasks of records that were written after {@code time} are visible, of each source
   * partition.
   *
   * @return how long that took, from {@code time}, in milliseconds
   */
  long awaitRecovery(long time) {
    Awaitility.await("recovery")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> reader.partitionsPast(time) >= SOURCE_PARTITIONS);
    long took = System.currentTimeMillis() - time;
    recoveries.add(took);
    return took;
  }

  List<Long> recoveries() {
    return recoveries;
  }

  // ---- The proof.

  /** Ends traffic and job, and proves that nothing is lost and nothing is there twice. */
  void verifyExactlyOnce() throws Exception {
    awaitAllForwarded();
    stop();
    judge().assertExactlyOnce();
  }

  /** Ends the traffic, and returns when all of it is forwarded. */
  void awaitAllForwarded() throws InterruptedException {
    traffic.stop();
    Awaitility.await("all tasks")
        .atMost(BACKLOG_PATIENCE)
        .until(() -> reader.distinct() >= expectedTasks());
  }

  /**
   * What audit and plain consumer say, beside what was written.
   *
   * @param written records by outcome
   * @param forwarded records by outcome, by the ledger
   */
  record Verdict(
      Map<Outcome, Long> written,
      Map<Outcome, Long> forwarded,
      List<Finding> findings,
      TaskReader.Count count) {

    long records() {
      return written.values().stream().mapToLong(Long::longValue).sum();
    }

    long faults() {
      return findings.stream().filter(finding -> finding.verdict().isFault()).count();
    }

    void assertExactlyOnce() {
      assertThat(findings).as("findings of the audit").isEmpty();
      assertThat(forwarded).isEqualTo(written);
      assertThat(count)
          .as("ids that a plain consumer has counted")
          .isEqualTo(
              new TaskReader.Count(
                  written.get(Outcome.DISPATCHED_VIA_HEADERS)
                      + written.get(Outcome.DISPATCHED_VIA_VALUE),
                  List.of(),
                  0,
                  0));
    }
  }

  /** After the job has been stopped. */
  Verdict judge() {
    Map<Outcome, Long> written = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      written.put(outcome, traffic.records(outcome));
    }
    List<Finding> findings = new ArrayList<>();
    try (Audit audit =
        new Audit(
            ForwarderConfig.load(Optional.empty(), settings, Map.of()),
            Optional.empty(),
            Optional.empty(),
            findings::add)) {
      audit.pass();
      return new Verdict(
          written,
          Map.of(
              Outcome.DISPATCHED_VIA_HEADERS, audit.counts().viaHeaders(),
              Outcome.DISPATCHED_VIA_VALUE, audit.counts().viaValue(),
              Outcome.SKIPPED, audit.counts().skipped(),
              Outcome.DEAD_LETTERED, audit.counts().deadLettered()),
          findings,
          reader.compare(traffic, CLUSTER));
    }
  }

  private long expectedTasks() {
    return traffic.records(Outcome.DISPATCHED_VIA_HEADERS)
        + traffic.records(Outcome.DISPATCHED_VIA_VALUE);
  }

  @Override
  public void close() throws Exception {
    if (traffic != null) {
      traffic.close();
    }
    reader.close();
    if (job != null && rest.slots() >= 0 && rest.state(job).equals("RUNNING")) {
      rest.cancel(job);
    }
  }
}
