// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
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

  /** The coordinator that did not answer a client; empty for any other failure. */
  static Optional<Coordinator> silentIn(Throwable failure) {
    // Only the text of Kafka's exceptions names the request.
    String message = failure instanceof TimeoutException ? failure.toString() : "";
    if (message.contains("InitProducerId") || message.contains("EndTxn")) {
      return Optional.of(TRANSACTION);
    }
    return message.contains("FIND_COORDINATOR") ? Optional.of(GROUP) : Optional.empty();
  }

  /** The state of the coordinator's topic and the remedy; the place names the cluster. */
  String explain(Admin admin, String place, Throwable failure) throws ExecutionException {
    Collection<Node> nodes = KafkaCluster.get(admin.describeCluster().nodes());
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    Optional<Config> config = KafkaCluster.settings(admin, broker);
    String values =
        settings.stream()
            .map(name -> name + config.map(it -> " " + it.get(name).value()).orElse(" unreadable"))
            .collect(Collectors.joining(", "));
    return ("the %s of %s does not answer, although the brokers do (%s): brokers %d, %s, topic %s %s;"
            + " start the brokers that are missing, set %s to at most the number of brokers before"
            + " the topic is created%s")
        .formatted(
            title,
            place,
            failure.getMessage(),
            nodes.size(),
            values,
            topic,
            topicState(admin),
            String.join(" and ", settings),
            alternative);
  }

  private String topicState(Admin admin) throws ExecutionException {
    try {
      List<TopicPartitionInfo> partitions =
          KafkaCluster.get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
              .partitions();
      long leaderless = partitions.stream().filter(each -> !KafkaCluster.hasLeader(each)).count();
      return "has %d of %d partitions without a leader, and at least %d replicas in sync"
          .formatted(
              leaderless,
              partitions.size(),
              partitions.stream().mapToInt(each -> each.isr().size()).min().orElse(0));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return "does not exist";
      }
      if (e.getCause() instanceof AuthorizationException) {
        return "may not be described";
      }
      throw e;
    }
  }
}
