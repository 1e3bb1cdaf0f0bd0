// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.job.ForwarderJob;
import io.eventforwarder.job.LocalCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The cost of a gate, and of a long stall of the storage consumers: forwards records without a
 * gate, then through an open one, then holds the tasks of the same records at a gate, releases all
 * at once, and reports rates and memory. Argument: the number of records.
 *
 * <p>{@code mvn -Pbench -Dbench.command="io.eventforwarder.bench.GateDrain 10000000"}
 */
public final class GateDrain {

  private static final int PARTITIONS = 4;
  private static final int VALUE_BYTES = 300;
  private static final int KINDS = 1_000;
  private static final int MEGA = 1 << 20;

  private final long count;
  private final BrokerProcess broker;
  private final Path directory;

  private String job;
  private URI web;
  private long base;

  private GateDrain(long count, BrokerProcess broker, Path directory) {
    this.count = count / PARTITIONS * PARTITIONS;
    this.broker = broker;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    long count = arguments.length == 0 ? 10_000_000 : Long.parseLong(arguments[0]);
    Path directory = Files.createTempDirectory("gate-drain");
    try (BrokerProcess broker =
        BrokerProcess.start(directory.resolve("broker"), Map.of(), "512m")) {
      new GateDrain(count, broker, directory).run();
    } finally {
      delete(directory);
    }
  }

  private void run() throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    topics.add(new NewTopic("events", PARTITIONS, (short) 1));
    for (String topic :
        List.of("log-open", "log", "dead", "tasks-ungated", "tasks-open", "tasks-gated")) {
      topics.add(new NewTopic(topic, 1, (short) 1));
    }
    broker.createTopics(topics);
    produce();

    try (LocalCluster cluster = start("ungated", Map.of())) {
      long nanos = await("ungated", () -> visible("tasks-ungated"));
      say("without a gate: %,.0f tasks/s", rate(nanos));
    }
    announce("log-open");
    try (LocalCluster cluster = start("open", gate("log-open"))) {
      long nanos = await("open", () -> visible("tasks-open"));
      say("through an open gate: %,.0f tasks/s", rate(nanos));
    }
    try (LocalCluster cluster = start("gated", gate("log"))) {
      long nanos = await("held", this::held);
      say("held: %,.0f tasks/s", rate(nanos));
      sayMemory();
      announce("log");
      nanos = await("released", () -> visible("tasks-gated"));
      say("released: %,.0f tasks/s", rate(nanos));
      sayMemory();
    }
  }

  private LocalCluster start(String name, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("source.bootstrap-servers", broker.bootstrapServers());
    settings.put("source.group-id", name);
    settings.put("dispatch.topic", "tasks-" + name);
    settings.put("dispatch.transactional-id-prefix", name);
    settings.put("dead-letter.topic", "dead");
    settings.put(
        "flink.execution.checkpointing.dir",
        directory.resolve("checkpoints-" + name).toUri().toString());
    settings.put("flink.taskmanager.memory.managed.size", "256m");
    settings.put("flink.io.tmp.dirs", directory.resolve("tmp-" + name).toString());
    settings.put("flink.parallelism.default", "1");
    settings.put("flink.rest.bind-port", "0");
    settings.put("flink.metrics.fetcher.update-interval", "1 s");
    ForwarderConfig config = ForwarderConfig.load(Optional.empty(), settings, Map.of());
    LocalCluster cluster = LocalCluster.start(config.job().flinkProperties(), 1);
    job = cluster.submit(ForwarderJob.prepare(config), name).toString();
    web = cluster.webInterface();
    return cluster;
  }

  private void produce() {
    SampleTraffic traffic = new SampleTraffic(1, VALUE_BYTES);
    List<SampleTraffic.Sample> samples =
        Stream.generate(() -> traffic.next(EventStreamType.ERROR, SampleKind.HEADERS))
            .limit(KINDS)
            .toList();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (long i = 0; i < count; i++) {
        SampleTraffic.Sample sample = samples.get((int) (i % KINDS));
        producer.send(
            new ProducerRecord<>(
                "events", (int) (i % PARTITIONS), null, null, sample.value(), sample.headers()));
      }
    }
  }

  private static Map<String, String> gate(String commitLog) {
    return Map.of(
        "gate.enabled",
        "true",
        "gate.commit-log.topic",
        commitLog,
        "gate.groups",
        "storage",
        "gate.max-held",
        Integer.toString(Integer.MAX_VALUE));
  }

  private void announce(String commitLog) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(
            new ProducerRecord<>(
                commitLog,
                bytes("events:" + partition + ":storage"),
                bytes("{\"offset\": " + count / PARTITIONS + "}")));
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "linger.ms",
            20,
            "batch.size",
            MEGA / 4,
            "compression.type",
            "lz4"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Records and markers of committed transactions. */
  private long visible(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    return ask(
        admin ->
            admin
                .listOffsets(
                    Map.of(partition, OffsetSpec.latest()),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(partition)
                .get()
                .offset());
  }

  /** The sum of the gate's gauges, as Flink's REST API returns them. */
  private long held() {
    try {
      for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
        if (vertex.path("name").asText().startsWith("gate")) {
          return held("/jobs/" + job + "/vertices/" + vertex.path("id").asText());
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long held(String vertex) throws IOException {
    String names =
        IntStream.range(0, PARTITIONS)
            .mapToObj(
                partition -> "gate.forwarder.topic.events.partition." + partition + ".heldTasks")
            .collect(Collectors.joining(","));
    long held = 0;
    for (JsonNode metric : get(vertex + "/subtasks/metrics?agg=sum&get=" + names)) {
      held += metric.path("sum").asLong();
    }
    return held;
  }

  private JsonNode get(String path) throws IOException {
    try (InputStream answer = web.resolve(path).toURL().openStream()) {
      return new JsonMapper().readTree(answer);
    }
  }

  private interface Question {
    long of(Admin admin) throws Exception;
  }

  private long ask(Question question) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      return question.of(admin);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nanoseconds from the tenth part to all, so that starting does not count. */
  private long await(String what, LongSupplier done) throws InterruptedException {
    long from = -1;
    long nextWord = 0;
    while (true) {
      long now = done.getAsLong();
      if (from < 0 && now >= count / 10) {
        from = System.nanoTime();
        base = now;
      }
      if (now >= count) {
        return System.nanoTime() - from;
      }
      if (System.nanoTime() > nextWord) {
        say("%s: %,d of %,d", what, now, count);
        nextWord = System.nanoTime() + 10_000_000_000L;
      }
      Thread.sleep(100);
    }
  }

  private double rate(long nanos) {
    return (count - base) * 1e9 / nanos;
  }

  private void sayMemory() throws Exception {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGA;
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("");
    say(
        "heap %,d MB, %s, local state %,d MB, checkpoints %,d MB",
        heap,
        resident,
        size(directory.resolve("tmp-gated")) / MEGA,
        size(directory.resolve("checkpoints-gated")) / MEGA);
  }

  private static long size(Path root) throws Exception {
    if (!Files.exists(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(Path::toFile)
          .filter(file -> file.isFile())
          .mapToLong(file -> file.length())
          .sum();
    }
  }

  private static void delete(Path root) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> all = files.toList();
      IntStream.range(0, all.size()).forEach(i -> all.get(all.size() - 1 - i).toFile().delete());
    }
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(format, values));
  }
}
