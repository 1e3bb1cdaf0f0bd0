// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * A Kafka broker with its controller in this process that listens on loopback. {@link #close}
 * deletes its data. The static methods also serve brokers in processes of their own.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String ADDRESS = "127.0.0.1";
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(30);
  private static final long RETRY_NANOS = Duration.ofMillis(20).toNanos();

  private final Path directory;
  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(Path directory, KafkaRaftServer server, String bootstrapServers) {
    this.directory = directory;
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  public static EmbeddedBroker start() throws IOException {
    return start(Map.of());
  }

  /**
   * @param overrides broker settings that replace or complete those of {@link #settings}
   */
  public static EmbeddedBroker start(Map<String, String> overrides) throws IOException {
    Path directory = Files.createTempDirectory("forwarder-broker");
    Properties settings = settings(directory.resolve("data"));
    settings.putAll(overrides);
    format(directory.resolve("server.properties"), settings, Uuid.randomUuid().toString());
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(directory, server, bootstrapServers(settings));
  }

  /** Settings of a broker with its controller, on free ports. */
  public static Properties settings(Path data) throws IOException {
    String broker = ADDRESS + ":" + FreePorts.next();
    String controller = ADDRESS + ":" + FreePorts.next();
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + broker);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", data.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("group.initial.rebalance.delay.ms", "0");
    return settings;
  }

  /** The address of the first listener, which must be in plain text. */
  public static String bootstrapServers(Properties settings) {
    String first = settings.getProperty("advertised.listeners").split(",", 2)[0];
    return first.substring("PLAINTEXT://".length());
  }

  /** Writes the settings to a file and formats the data directory that they name. */
  public static void format(Path file, Properties settings, String clusterId) throws IOException {
    try (OutputStream output = Files.newOutputStream(file)) {
      settings.store(output, null);
    }
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {"format", "-t", clusterId, "-c", file.toString()},
            new PrintStream(report, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException(
          "cannot format the broker's storage: " + report.toString(StandardCharsets.UTF_8));
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Creates topics, and returns when they have leaders. */
  public void createTopics(Collection<NewTopic> topics)
      throws InterruptedException, ExecutionException {
    createTopics(bootstrapServers, topics);
  }

  /** Creates topics, and returns when they have leaders. */
  public static void createTopics(String bootstrapServers, Collection<NewTopic> topics)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(topics).all().get();
      awaitLeaders(admin, partitions);
    }
  }

  /** A producer that starts before the leaders loses time, or its first batch. */
  private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> partitions)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LEADER_PATIENCE.toNanos();
    while (true) {
      try {
        admin.listOffsets(partitions).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    server.awaitShutdown();
    Utils.delete(directory.toFile());
  }
}
