// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What our principal may see of a topic.
 *
 * @param description empty if the topic does not exist or is hidden
 * @param isMissing whether it does not exist
 * @param settings empty if our principal may not read them
 */
record TopicState(
    String name,
    Optional<TopicDescription> description,
    boolean isMissing,
    Optional<Config> settings) {

  static TopicState of(Admin admin, String name, KafkaFuture<TopicDescription> answer)
      throws ExecutionException {
    try {
      TopicDescription description = KafkaCluster.get(answer);
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
      return new TopicState(
          name, Optional.of(description), false, KafkaCluster.settings(admin, resource));
    } catch (ExecutionException e) {
      boolean isMissing = e.getCause() instanceof UnknownTopicOrPartitionException;
      if (!isMissing && !(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
      return new TopicState(name, Optional.empty(), isMissing, Optional.empty());
    }
  }

  /** False if the brokers gave the two topics different ids. */
  boolean mayBe(TopicState other) {
    Optional<Uuid> id = description.map(TopicDescription::topicId);
    Optional<Uuid> otherId = other.description.map(TopicDescription::topicId);
    return id.isEmpty() || otherId.isEmpty() || id.equals(otherId);
  }

  /** The operations that our principal may perform on it. */
  Set<AclOperation> rights() {
    return description.map(TopicDescription::authorizedOperations).orElse(Set.of());
  }

  /** Empty if it may not be read, or the brokers do not have it. */
  Optional<String> setting(String name) {
    return settings.map(config -> config.get(name)).map(ConfigEntry::value);
  }

  Optional<Long> number(String name) {
    return setting(name).map(Long::valueOf);
  }

  boolean isSetTo(String name, String value) {
    return setting(name).filter(set -> set.contains(value)).isPresent();
  }

  Stream<TopicPartition> partitions() {
    return description.stream()
        .flatMap(topic -> topic.partitions().stream())
        .map(partition -> new TopicPartition(name, partition.partition()));
  }
}
