// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic as the brokers show it to us.
 *
 * @param description empty if there is no such topic, or it is hidden
 * @param isHidden whether the brokers refuse to say anything of it
 * @param settings empty if the brokers do not tell
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

  /** What we may do with it. */
  Set<AclOperation> rights() {
    return description.map(TopicDescription::authorizedOperations).orElse(Set.of());
  }

  /** Empty if the brokers do not tell. */
  Optional<String> setting(String name) {
    return settings.map(config -> config.get(name)).map(ConfigEntry::value);
  }

  OptionalLong number(String name) {
    return setting(name).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  boolean isSetTo(String name, String value) {
    return setting(name).filter(set -> set.contains(value)).isPresent();
  }

  int minReplicas() {
    return description.orElseThrow().partitions().stream()
        .mapToInt(partition -> partition.replicas().size())
        .min()
        .orElse(0);
  }
}
