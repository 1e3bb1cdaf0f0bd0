// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What our principal may see of a topic.
 *
 * @param description empty if the topic does not exist or is hidden
 * @param isHidden whether our principal may not describe it
 * @param settings empty if our principal may not read them
 */
record TopicState(
    String name,
    Optional<TopicDescription> description,
    boolean isHidden,
    Optional<Config> settings) {

  boolean isMissing() {
    return description.isEmpty() && !isHidden;
  }

  /** False if the brokers gave the two topics different ids. */
  boolean mayBe(TopicState other) {
    Optional<Uuid> id = description.map(TopicDescription::topicId);
    Optional<Uuid> otherId = other.description.map(TopicDescription::topicId);
    return id.isEmpty() || otherId.isEmpty() || id.equals(otherId);
  }

  /** The operations that our principal may do with it. */
  Set<AclOperation> rights() {
    return description.map(TopicDescription::authorizedOperations).orElse(Set.of());
  }

  /** Empty if it may not be read, or the brokers do not have it. */
  Optional<String> setting(String name) {
    return settings.map(config -> config.get(name)).map(ConfigEntry::value);
  }

  OptionalLong number(String name) {
    return setting(name).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  boolean isSetTo(String name, String value) {
    return setting(name).filter(set -> set.contains(value)).isPresent();
  }

  Stream<TopicPartition> partitions() {
    return description.stream()
        .flatMap(topic -> topic.partitions().stream())
        .map(partition -> new TopicPartition(name, partition.partition()));
  }

  int minReplicas() {
    return description.orElseThrow().partitions().stream()
        .mapToInt(partition -> partition.replicas().size())
        .min()
        .orElse(0);
  }
}
