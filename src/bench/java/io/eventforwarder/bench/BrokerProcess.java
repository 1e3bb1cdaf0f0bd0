// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.demo.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker and controller in a process of its own, on loopback, with this process's
 * class path. It can be killed, and started again on the same data and port.
 */
public final class BrokerProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();
  private static final int ASK_TIMEOUT_MS = 2_000;

  private static final String LOGGING =
      """
      rootLogger.level = INFO
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
      """;

  private final Path directory;
  private final String heap;
  private final String bootstrapServers;

  private JavaProcess process;

  private BrokerProcess(Path directory, String heap, String bootstrapServers) {
    this.directory = directory;
    this.heap = heap;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Returns when the broker is ready.
   *
   * @param directory where its data, settings and log ({@code broker.log}) go; created if missing,
   *     never deleted
   * @param overrides broker settings that add to or override the defaults
   * @param heap heap size as a Java option: 512m
   * @throws IOException if it does not start; with the end of its log
   */
  public static BrokerProcess start(Path directory, Map<String, String> overrides, String heap)
      throws IOException {
    Files.createDirectories(directory);
    Properties properties = EmbeddedBroker.settings(directory.resolve("data"));
    // A killed broker can then register again without a wait for the end of its session.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.putAll(overrides);
    Files.writeString(directory.resolve("log4j2.properties"), LOGGING);
    EmbeddedBroker.format(
        directory.resolve("server.properties"), properties, Uuid.randomUuid().toString());
    BrokerProcess broker =
        new BrokerProcess(directory, heap, EmbeddedBroker.bootstrapServers(properties));
    broker.start();
    return broker;
  }

  /** Starts the broker again, after {@link #kill} or {@link #stop}; returns when it is ready. */
  public void start() throws IOException {
    process =
        JavaProcess.start(
            "the broker",
            List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                "-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"),
                "-cp",
                System.getProperty("java.class.path")),
            "kafka.Kafka",
            List.of(directory.resolve("server.properties").toString()),
            Map.of(),
            directory.resolve("broker.log"));
    try {
      awaitReady();
    } catch (IOException | RuntimeException e) {
      process.close(Duration.ZERO);
      throw e;
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Of the current process; a new one after each start. */
  public long pid() {
    return process.pid();
  }

  /** SIGKILL. Returns when the process is gone. */
  public void kill() {
    process.close(Duration.ZERO);
  }

  /** SIGTERM. Returns when the process is gone. */
  public void stop() {
    process.close();
  }

  /** Creates topics, and returns when their leaders accept records. */
  public void createTopics(Collection<NewTopic> topics)
      throws InterruptedException, ExecutionException {
    EmbeddedBroker.createTopics(bootstrapServers, topics);
  }

  @Override
  public void close() {
    stop();
  }

  /** Ready is a broker whose partitions all have leaders. */
  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                ASK_TIMEOUT_MS,
                "default.api.timeout.ms",
                ASK_TIMEOUT_MS))) {
      while (!isReady(admin)) {
        process.requireAlive();
        if (System.nanoTime() > deadline) {
          throw new IOException("the broker is not ready in time; its log " + process.tail());
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private static boolean isReady(Admin admin) {
    try {
      if (admin.describeCluster().nodes().get().isEmpty()) {
        return false;
      }
      Map<TopicPartition, OffsetSpec> partitions =
          admin
              .describeTopics(admin.listTopics().names().get())
              .allTopicNames()
              .get()
              .values()
              .stream()
              .flatMap(
                  topic ->
                      topic.partitions().stream()
                          .map(info -> new TopicPartition(topic.name(), info.partition())))
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      admin.listOffsets(partitions).all().get();
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker started", e);
    }
  }
}
