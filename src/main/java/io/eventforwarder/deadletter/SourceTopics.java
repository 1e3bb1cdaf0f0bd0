// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.NoSuchRecordException;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.source.SourceRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.SecurityUtils;

/** The topics that dead letters name as their source, each described once. Not thread-safe. */
final class SourceTopics implements AutoCloseable {

  private final KafkaCluster cluster;
  private final TopicReader reader;
  private final Map<String, Optional<TopicDescription>> topics = new HashMap<>();

  SourceTopics(KafkaCluster cluster) {
    this.cluster = cluster;
    this.reader = new TopicReader(cluster);
  }

  /** Why the topic cannot be read or written; empty if it can. */
  Optional<String> problem(String name, AclOperation operation) {
    if (!Topic.isValid(name)) {
      return Optional.of(name + " is not a valid topic name");
    }
    if (Topic.isInternal(name) && operation == AclOperation.WRITE) {
      return Optional.of(name + " is an internal topic of Kafka");
    }
    Optional<TopicDescription> topic = topics.computeIfAbsent(name, this::describe);
    if (topic.isEmpty()) {
      return Optional.of(
          "no topic %s at %s, or no right to describe it".formatted(name, cluster.servers()));
    }
    // Null if the brokers are too old to return the rights.
    Set<AclOperation> rights = topic.get().authorizedOperations();
    return rights == null || rights.contains(operation)
        ? Optional.empty()
        : Optional.of(
            "the principal lacks %s on topic %s at %s; grant it (kafka-acls.sh --add)"
                .formatted(SecurityUtils.operationName(operation), name, cluster.servers()));
  }

  private Optional<TopicDescription> describe(String name) {
    try {
      return cluster.find(name);
    } catch (UnavailableException e) {
      if (e.getCause() instanceof TopicAuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The number of partitions of a topic without a {@link #problem}. */
  int partitions(String name) {
    return topics.get(name).orElseThrow().partitions().size();
  }

  /**
   * The original record, from the dead letter itself or, if its value was left out, from its topic,
   * which must have no {@link #problem}. Empty if the topic no longer has it.
   */
  Optional<SourceRecord> original(StoredDeadLetter deadLetter) {
    OptionalLong omitted = deadLetter.omittedValueSize();
    if (omitted.isEmpty()) {
      return Optional.of(deadLetter.original());
    }
    try {
      SourceRecord record = SourceRecord.of(reader.fetch(deadLetter.source()));
      // A topic that was created again has other records at the same offsets.
      long size = record.value() == null ? DeadLetterHeaders.NO_VALUE : record.value().length;
      return size == omitted.getAsLong() ? Optional.of(record) : Optional.empty();
    } catch (NoSuchRecordException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
