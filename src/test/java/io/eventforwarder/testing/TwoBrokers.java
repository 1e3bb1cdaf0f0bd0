// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.utils.Time;

/** A cluster whose second broker can be stopped, which leaves its partitions without a leader. */
public final class TwoBrokers implements AutoCloseable {

  private final EmbeddedBroker first;
  private final KafkaRaftServer second;
  private final Admin admin;
  private boolean isSecondStopped;

  private TwoBrokers(EmbeddedBroker first, KafkaRaftServer second, Admin admin) {
    this.first = first;
    this.second = second;
    this.admin = admin;
  }

  /**
   * @param directory for the second broker's files
   */
  public static TwoBrokers start(Path directory) throws Exception {
    String controller = "127.0.0.1:" + FreePorts.next();
    String broker = "127.0.0.1:" + FreePorts.next();
    String voters = "1@" + controller;
    EmbeddedBroker first =
        EmbeddedBroker.start(
            Map.of(
                "controller.quorum.voters",
                voters,
                "listeners",
                "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                "advertised.listeners",
                "PLAINTEXT://" + broker));
    Admin admin = Admin.create(Map.of("bootstrap.servers", first.bootstrapServers()));
    // Creates the topic of the groups' offsets while there is only one broker to hold it.
    admin.listConsumerGroupOffsets("any").partitionsToOffsetAndMetadata().get();
    Properties properties = EmbeddedBroker.settings(directory.resolve("second-broker"));
    properties.put("process.roles", "broker");
    properties.put("node.id", "2");
    properties.put("controller.quorum.voters", voters);
    properties.put("listeners", "PLAINTEXT://" + EmbeddedBroker.bootstrapServers(properties));
    EmbeddedBroker.format(
        directory.resolve("second.properties"),
        properties,
        admin.describeCluster().clusterId().get());
    KafkaRaftServer second = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    second.startup();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> admin.describeCluster().nodes().get().size() == 2);
    return new TwoBrokers(first, second, admin);
  }

  public String bootstrapServers() {
    return first.bootstrapServers();
  }

  /** Creates a topic whose partition 0 is on the first broker, and partition 1 on the second. */
  public void createTopic(String name) throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, Map.of(0, List.of(1), 1, List.of(2)))))
        .all()
        .get();
    await().atMost(Duration.ofSeconds(30)).until(() -> leaders(name) == 2);
  }

  /** Stops the second broker, and returns when the topic's partition 1 has no leader. */
  public void stopSecond(String topic) {
    stopSecond();
    await().atMost(Duration.ofSeconds(30)).until(() -> leaders(topic) == 1);
  }

  private void stopSecond() {
    if (!isSecondStopped) {
      isSecondStopped = true;
      second.shutdown();
      second.awaitShutdown();
    }
  }

  private long leaders(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .stream()
        .map(TopicPartitionInfo::leader)
        .filter(leader -> leader != null && !leader.isEmpty())
        .count();
  }

  @Override
  public void close() throws Exception {
    admin.close();
    stopSecond();
    first.close();
  }
}
