/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.Finding;
import io.eventforwarder.audit.PartitionTotals;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.BrokerProcess;
import io.eventforwarder.demo.SampleKind.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One job with topics of its own, traffic that does not stop for anything, and a consumer of the
 * tasks. Ends with the proof that every record had exactly one outcome.
 */
final class Scenario implements AutoCloseable {

  static final int SOURCE_PARTITIONS = 4;

  private static final int OUTPUT_PARTITIONS = 2;
  private static final String CLUSTER = "faults";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path JOB_JAR = Path.of(System.getProperty("forwarder.job-jar"));

  final BrokerProcess broker;
  final FlinkProcesses flink;
  final FlinkRest rest;
  final String source;
  final String tasks;
  final String otherTasks;
  final Path checkpoints;
  final Path savepoints;
  final Map<String, String> settings = new LinkedHashMap<>();

  private final TaskReader reader;
  private final List<Long> recoveries = new ArrayList<>();

  private Traffic traffic;
  private String job;

  Scenario(BrokerProcess broker, FlinkProcesses flink, String name) throws Exception {
    this.broker = broker;
    this.flink = flink;
    rest = new FlinkRest(flink.rest());
    source = name + "-events";
    tasks = name + "-tasks";
    otherTasks = name + "-other-tasks";
    checkpoints = flink.directory().resolve(name + "-checkpoints");
    savepoints = flink.directory().resolve(name + "-savepoints");
    broker.createTopics(
        List.of(
            new NewTopic(source, SOURCE_PARTITIONS, (short) 1),
            new NewTopic(tasks, OUTPUT_PARTITIONS, (short) 1),
            new NewTopic(otherTasks, OUTPUT_PARTITIONS, (short) 1),
            new NewTopic(name + "-dead-letters", 1, (short) 1),
            new NewTopic(name + "-ledger", 1, (short) 1)));
    settings.put("source.bootstrap-servers", broker.bootstrapServers());
    settings.put("source.topics", source + ":error");
    settings.put("source.group-id", name);
    settings.put("source.cluster-name", CLUSTER);
    settings.put("dispatch.topic", tasks);
    settings.put("dispatch.transactional-id-prefix", name);
    settings.put("dead-letter.topic", name + "-dead-letters");
    settings.put("ledger.topic", name + "-ledger");
    settings.put("flink.execution.checkpointing.dir", checkpoints.toUri().toString());
    settings.put(
        "flink.execution.checkpointing.externalized-checkpoint-retention",
        "RETAIN_ON_CANCELLATION");
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

  void submit(int parallelism, String savepoint, String... more) throws Exception {
    awaitSlots(parallelism);
    List<String> arguments = arguments();
    arguments.addAll(List.of(more));
    job = rest.run(rest.upload(JOB_JAR), arguments, parallelism, savepoint);
    awaitRunning();
  }

  void awaitSlots(int slots) {
    await("slots").atMost(PATIENCE).until(() -> rest.slots() >= slots);
  }

  void awaitRunning() {
    await("job runs").atMost(PATIENCE).until(() -> rest.isRunning(job));
  }

  void awaitCheckpoints(int completed) {
    await("checkpoints")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> rest.checkpoints(job).get("completed") >= completed);
  }

  String job() {
    return job;
  }

  /** Stops the job with a savepoint. Returns where that is. */
  String stop() throws Exception {
    String request = rest.stop(job, savepoints);
    String[] savepoint = new String[1];
    await("savepoint")
        .atMost(PATIENCE)
        .until(() -> (savepoint[0] = rest.savepoint(job, request)) != null);
    await("job has ended").atMost(PATIENCE).until(() -> rest.state(job).equals("FINISHED"));
    return savepoint[0];
  }

  // ---- Its input and output.

  void startTraffic(int recordsPerSecond, long seed) {
    traffic =
        Traffic.start(
            broker.bootstrapServers(),
            Map.of(source, EventStreamType.ERROR),
            recordsPerSecond,
            seed);
  }

  Traffic traffic() {
    return traffic;
  }

  /** Waits for tasks of {@code more} further records. */
  void awaitTasks(long more) {
    long wanted = reader.distinct() + more;
    await("tasks").atMost(PATIENCE).until(() -> reader.distinct() >= wanted);
  }

  /**
   * Waits until tasks of records that were written after {@code time} are visible, of each source
   * partition.
   *
   * @return how long that took, from {@code time}, in milliseconds
   */
  long awaitRecovery(long time) {
    await("recovery")
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
    drain();
    try (AuditRun audit = new AuditRun()) {
      assertThat(audit.findings).as("findings of the audit").isEmpty();
      assertThat(audit.sum(PartitionTotals::viaHeaders))
          .isEqualTo(traffic.records(Outcome.DISPATCHED_VIA_HEADERS));
      assertThat(audit.sum(PartitionTotals::viaValue))
          .isEqualTo(traffic.records(Outcome.DISPATCHED_VIA_VALUE));
      assertThat(audit.sum(PartitionTotals::skipped)).isEqualTo(traffic.records(Outcome.SKIPPED));
      assertThat(audit.sum(PartitionTotals::deadLettered))
          .isEqualTo(traffic.records(Outcome.DEAD_LETTERED));
    }
    TaskReader.Count count = count();
    assertThat(count)
        .as("ids that a plain consumer has counted")
        .isEqualTo(new TaskReader.Count(expectedTasks(), 0, 0, 0));
  }

  /** Ends the traffic, and the job when all of it is forwarded. */
  void drain() throws Exception {
    traffic.stop();
    awaitRecordsForwarded();
    stop();
  }

  private void awaitRecordsForwarded() {
    await("all tasks").atMost(PATIENCE).until(() -> reader.distinct() >= expectedTasks());
  }

  long expectedTasks() {
    return traffic.records(Outcome.DISPATCHED_VIA_HEADERS)
        + traffic.records(Outcome.DISPATCHED_VIA_VALUE);
  }

  TaskReader.Count count() {
    return reader.compare(traffic, CLUSTER);
  }

  /** The audit, over everything. */
  final class AuditRun implements AutoCloseable {

    final List<Finding> findings = new ArrayList<>();
    private final Audit audit;

    AuditRun() {
      audit =
          new Audit(
              ForwarderConfig.load(Optional.empty(), settings, Map.of()),
              Optional.empty(),
              Optional.empty(),
              findings::add);
      audit.pass();
      findings.sort(Comparator.comparing(Finding::partition).thenComparing(Finding::from));
    }

    long sum(ToLongFunction<PartitionTotals> what) {
      return audit.totals().stream().mapToLong(what).sum();
    }

    @Override
    public void close() {
      audit.close();
    }
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
