// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * A Kafka broker and controller within this process that listens on loopback. {@link #close}
 * deletes its data.
 */
public final class EmbeddedBroker implements AutoCloseable {

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
   * @param overrides broker settings that replace or complete those of {@link LoopbackBroker}
   */
  public static EmbeddedBroker start(Map<String, String> overrides) throws IOException {
    Path directory = Files.createTempDirectory("forwarder-broker");
    Properties properties = LoopbackBroker.properties(directory.resolve("data"));
    properties.putAll(overrides);
    LoopbackBroker.format(directory.resolve("server.properties"), properties);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(directory, server, LoopbackBroker.bootstrapServers(properties));
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Creates topics, and returns when they have leaders. */
  public void createTopics(Collection<NewTopic> topics)
      throws InterruptedException, ExecutionException {
    LoopbackBroker.createTopics(bootstrapServers, topics);
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    server.awaitShutdown();
    Utils.delete(directory.toFile());
  }
}
