// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A coordinator keeps its state in an internal topic. It does not answer while the brokers cannot
 * create that topic or write to it, for example on a single broker that has the default settings
 * for three.
 */
enum Coordinator {
  TRANSACTION(
      "transaction coordinator",
      "__transaction_state",
      List.of("transaction.state.log.replication.factor", "transaction.state.log.min.isr"),
      ", or set dispatch.guarantee: at-least-once, which needs no transactions"),
  GROUP("group coordinator", "__consumer_offsets", List.of("offsets.topic.replication.factor"), "");

  private final String title;
  private final String topic;
  private final List<String> settings;
  private final String alternative;

  Coordinator(String title, String topic, List<String> settings, String alternative) {
    this.title = title;
    this.topic = topic;
    this.settings = settings;
    this.alternative = alternative;
  }

  /** The coordinator that did not answer a client; empty if the failure is another one. */
  static Optional<Coordinator> silentIn(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (!(failure instanceof TimeoutException)) {
      return Optional.empty();
    }
    // Kafka's exceptions name the request in their text only.
    if (message.contains("InitProducerId") || message.contains("EndTxn")) {
      return Optional.of(TRANSACTION);
    }
    return message.contains("FIND_COORDINATOR") ? Optional.of(GROUP) : Optional.empty();
  }

  /**
   * What the brokers say about the coordinator's topic, and what to do.
   *
   * @param place the cluster and the key of its servers
   */
  String explain(Admin admin, String place, Throwable failure) throws ExecutionException {
    Collection<Node> nodes = KafkaCluster.get(admin.describeCluster().nodes());
    List<String> facts = new ArrayList<>();
    facts.add("brokers " + nodes.size());
    facts.addAll(settings(admin, nodes.iterator().next()));
    facts.add("topic " + topic + " " + topicState(admin));
    return ("the %s of %s does not answer, although the brokers do (%s): %s; start the brokers that are"
            + " missing, set %s to at most the number of brokers before the topic is created%s")
        .formatted(
            title,
            place,
            failure.getMessage(),
            String.join(", ", facts),
            String.join(" and ", settings),
            alternative);
  }

  private List<String> settings(Admin admin, Node node) throws ExecutionException {
    return KafkaCluster.settings(
            admin, new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
        .map(
            config -> settings.stream().map(name -> name + " " + config.get(name).value()).toList())
        .orElseGet(() -> List.of(String.join(" and ", settings) + " may not be read"));
  }

  private String topicState(Admin admin) throws ExecutionException {
    List<TopicPartitionInfo> partitions;
    try {
      partitions =
          KafkaCluster.get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
              .partitions();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return "does not exist";
      }
      if (e.getCause() instanceof AuthorizationException) {
        return "may not be described";
      }
      throw e;
    }
    long leaderless =
        partitions.stream()
            .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
            .count();
    int inSync = partitions.stream().mapToInt(partition -> partition.isr().size()).min().orElse(0);
    return String.format(
        "has %d of %d partitions without a leader, and at least %d replicas in sync",
        leaderless, partitions.size(), inSync);
  }
}
