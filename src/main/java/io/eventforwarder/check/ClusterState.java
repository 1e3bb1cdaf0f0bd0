// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A cluster at one point in time, as far as our principal may see it.
 *
 * @param id Kafka's own cluster id
 * @param brokers number of live brokers
 * @param transactionMaxTimeoutMs empty if it may not be read
 * @param topics the requested ones by name
 */
public record ClusterState(
    KafkaCluster cluster,
    String id,
    int brokers,
    OptionalLong transactionMaxTimeoutMs,
    SortedMap<String, TopicState> topics) {

  static final String TRANSACTION_MAX_TIMEOUT = "transaction.max.timeout.ms";

  /**
   * @throws UnavailableException if the cluster does not answer
   */
  public static ClusterState of(KafkaCluster cluster, Collection<String> topics) {
    return cluster.ask(admin -> look(cluster, admin, topics));
  }

  /**
   * True if both are the same cluster, by whatever names its brokers were reached. A cluster id
   * alone is no proof: clusters that were set up from the same example can share it.
   */
  boolean isSameClusterAs(ClusterState other) {
    return id.equals(other.id)
        && topics.values().stream()
            .allMatch(topic -> topic.mayBe(other.topics.getOrDefault(topic.name(), topic)));
  }

  private static ClusterState look(KafkaCluster cluster, Admin admin, Collection<String> names)
      throws ExecutionException {
    DescribeClusterResult answer = admin.describeCluster();
    Collection<Node> nodes = KafkaCluster.get(answer.nodes());
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    Map<String, KafkaFuture<TopicDescription>> descriptions =
        admin
            .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    SortedMap<String, TopicState> topics = new TreeMap<>();
    for (String name : names) {
      topics.put(name, topic(admin, name, descriptions.get(name)));
    }
    return new ClusterState(
        cluster,
        KafkaCluster.get(answer.clusterId()),
        nodes.size(),
        KafkaCluster.settings(admin, broker)
            .map(config -> config.get(TRANSACTION_MAX_TIMEOUT))
            .map(ConfigEntry::value)
            .map(value -> OptionalLong.of(Long.parseLong(value)))
            .orElse(OptionalLong.empty()),
        topics);
  }

  private static TopicState topic(Admin admin, String name, KafkaFuture<TopicDescription> answer)
      throws ExecutionException {
    try {
      TopicDescription description = KafkaCluster.get(answer);
      return new TopicState(
          name,
          Optional.of(description),
          false,
          KafkaCluster.settings(admin, new ConfigResource(ConfigResource.Type.TOPIC, name)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return new TopicState(name, Optional.empty(), false, Optional.empty());
      }
      if (e.getCause() instanceof AuthorizationException) {
        return new TopicState(name, Optional.empty(), true, Optional.empty());
      }
      throw e;
    }
  }
}
