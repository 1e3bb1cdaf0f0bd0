// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker and controller within this process, on loopback, with its data in a temporary
 * folder.
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
   * @param overrides broker settings beside or over the usual ones
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

  /** Makes topics, and returns when their leaders take records. */
  public void createTopics(Collection<NewTopic> topics)
      throws InterruptedException, ExecutionException {
    LoopbackBroker.createTopics(bootstrapServers, topics);
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    server.awaitShutdown();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
