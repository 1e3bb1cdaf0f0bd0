// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
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
    Optional<Long> transactionMaxTimeoutMs,
    SortedMap<String, TopicState> topics) {

  static final String TRANSACTION_MAX_TIMEOUT = "transaction.max.timeout.ms";

  /**
   * @throws UnavailableException if the cluster does not respond
   */
  public static ClusterState of(KafkaCluster cluster, Collection<String> topics) {
    return cluster.ask(admin -> read(cluster, admin, topics));
  }

  /**
   * True if both are the same cluster, whatever bootstrap addresses were configured. A cluster id
   * alone is no proof: clusters that were set up from the same example can share it.
   */
  boolean isSameClusterAs(ClusterState other) {
    return id.equals(other.id)
        && topics.values().stream()
            .allMatch(topic -> topic.mayBe(other.topics.getOrDefault(topic.name(), topic)));
  }

  private static ClusterState read(KafkaCluster cluster, Admin admin, Collection<String> names)
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
      topics.put(name, TopicState.of(admin, name, descriptions.get(name)));
    }
    return new ClusterState(
        cluster,
        KafkaCluster.get(answer.clusterId()),
        nodes.size(),
        KafkaCluster.settings(admin, broker)
            .map(config -> config.get(TRANSACTION_MAX_TIMEOUT))
            .map(ConfigEntry::value)
            .map(Long::valueOf),
        topics);
  }
}
