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
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;

/** Settings, storage and topics of a broker and controller on loopback, in any process. */
public final class LoopbackBroker {

  private static final String ADDRESS = "127.0.0.1";

  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(30);
  private static final long RETRY_NANOS = Duration.ofMillis(20).toNanos();

  private LoopbackBroker() {}

  /** Settings with free ports. */
  public static Properties properties(Path data) throws IOException {
    String broker = ADDRESS + ":" + FreePorts.next();
    String controller = ADDRESS + ":" + FreePorts.next();
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@" + controller);
    properties.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    properties.put("advertised.listeners", "PLAINTEXT://" + broker);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", data.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("transaction.max.timeout.ms", Long.toString(Duration.ofMinutes(15).toMillis()));
    properties.put("group.initial.rebalance.delay.ms", "0");
    return properties;
  }

  /** The address of the first listener, which must be in plain text. */
  public static String bootstrapServers(Properties properties) {
    String first = properties.getProperty("advertised.listeners").split(",", 2)[0];
    return first.substring("PLAINTEXT://".length());
  }

  /** Writes the settings to a file and formats the data directory that they name. */
  public static void format(Path file, Properties properties) throws IOException {
    try (OutputStream output = Files.newOutputStream(file)) {
      properties.store(output, null);
    }
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
            new PrintStream(report, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException(
          "the broker's storage could not be formatted: "
              + report.toString(StandardCharsets.UTF_8));
    }
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
}
