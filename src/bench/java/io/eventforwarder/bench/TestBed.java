// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.demo.SampleTraffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;

/** The broker, its topics and the workers. */
final class TestBed implements AutoCloseable {

  private static final String BROKER_HEAP = "1g";
  private static final String OWN_CLASS_PATH = System.getProperty("java.class.path");

  /** Deleted topics are removed at once, so that the disk holds only what is measured. */
  private static final Map<String, String> BROKER_SETTINGS =
      Map.of(
          "log.retention.check.interval.ms",
          "5000",
          "log.segment.delete.delay.ms",
          "1000",
          "log.initial.task.delay.ms",
          "5000");

  private final Processes processes;
  private final Path logs;
  private final Path data;
  private final BrokerProcess broker;
  private final Admin admin;
  private final Thread cleanOnExit = new Thread(this::clean, "clean-bench");
  private int runs;

  private TestBed(Processes processes, Path logs, Path data, BrokerProcess broker) {
    this.processes = processes;
    this.logs = logs;
    this.data = data;
    this.broker = broker;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    Runtime.getRuntime().addShutdownHook(cleanOnExit);
  }

  /**
   * @param logs directory for the logs of the workers
   */
  static TestBed start(Processes processes, Path logs) throws IOException {
    Path data = Files.createTempDirectory("forwarder-bench");
    return new TestBed(
        processes, logs, data, BrokerProcess.start(data, BROKER_SETTINGS, BROKER_HEAP));
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Creates a source topic with {@code count} records, spread evenly over its partitions. */
  String fill(Workload workload, int partitions, long count)
      throws InterruptedException, ExecutionException {
    String topic = "source-" + workload.id() + "-" + partitions;
    create(List.of(topic), partitions, Map.of());
    List<SampleTraffic.Sample> pool = workload.pool();
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        Clients.producer(
            bootstrapServers(),
            Map.of(
                ProducerConfig.LINGER_MS_CONFIG, 20, ProducerConfig.BATCH_SIZE_CONFIG, 131_072))) {
      for (long i = 0; i < count; i++) {
        SampleTraffic.Sample sample = pool.get((int) (i % pool.size()));
        producer.send(
            new ProducerRecord<>(
                topic, (int) (i % partitions), null, null, sample.value(), sample.headers()),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
      }
    }
    if (failure.get() != null) {
      throw new ExecutionException("the source topic could not be filled", failure.get());
    }
    return topic;
  }

  /** Creates output topics for one run. */
  RunTopics outputs(String source, int partitions) throws InterruptedException, ExecutionException {
    return outputs(source, partitions, Map.of());
  }

  private RunTopics outputs(String source, int partitions, Map<String, String> settings)
      throws InterruptedException, ExecutionException {
    runs++;
    RunTopics topics =
        new RunTopics(source, "tasks-" + runs, "dead-letters-" + runs, "ledger-" + runs);
    create(topics.written(), partitions, settings);
    return topics;
  }

  /** Creates a source topic without records and output topics, none of which retains much. */
  RunTopics liveTopics(int partitions) throws InterruptedException, ExecutionException {
    Map<String, String> settings =
        Map.of("retention.bytes", "2147483648", "segment.bytes", "67108864");
    String source = "live-" + (runs + 1);
    create(List.of(source), partitions, settings);
    return outputs(source, partitions, settings);
  }

  Worker start(Variant variant, RunTopics topics) throws IOException {
    return start(
        spec(variant.side(), topics, null, variant.settings()),
        variant.other() ? processes.against().classPath() : OWN_CLASS_PATH);
  }

  Worker start(Side side, RunTopics topics, Map<String, String> settings) throws IOException {
    return start(spec(side, topics, null, settings), OWN_CLASS_PATH);
  }

  /** Starts a paused generator. */
  Worker startGenerator(RunTopics topics, Workload workload) throws IOException {
    return start(spec(Side.GENERATOR, topics, workload, Map.of()), OWN_CLASS_PATH);
  }

  private WorkerSpec spec(
      Side side, RunTopics topics, Workload workload, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(processes.settings());
    return new WorkerSpec(
        side,
        side.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + runs,
        bootstrapServers(),
        topics.source(),
        topics.tasks(),
        topics.deadLetters(),
        topics.ledger(),
        workload,
        all);
  }

  private Worker start(WorkerSpec spec, String classPath) throws IOException {
    List<String> options =
        new ArrayList<>(List.of("-Xms" + processes.heap(), "-Xmx" + processes.heap()));
    options.addAll(processes.jvmOptions());
    options.addAll(List.of("-cp", classPath));
    return Worker.start(spec, options, logs);
  }

  /** The bytes that the broker stores for these topics, compressed. */
  long storedBytes(Collection<String> topics) throws InterruptedException, ExecutionException {
    List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
    return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
        .flatMap(directories -> directories.values().stream())
        .flatMap(directory -> directory.replicaInfos().entrySet().stream())
        .filter(replica -> topics.contains(replica.getKey().topic()))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  private void create(List<String> names, int partitions, Map<String, String> settings)
      throws InterruptedException, ExecutionException {
    broker.createTopics(
        names.stream()
            .map(name -> new NewTopic(name, partitions, (short) 1).configs(settings))
            .toList());
  }

  void delete(Collection<String> topics) throws InterruptedException, ExecutionException {
    admin.deleteTopics(topics).all().get();
  }

  /** Deletes the data, which may be gigabytes, if the bench is interrupted. */
  private void clean() {
    broker.kill();
    try {
      Directories.delete(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    admin.close();
    broker.close();
    Directories.delete(data);
    Runtime.getRuntime().removeShutdownHook(cleanOnExit);
  }
}
