// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.Coordinates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Records which dead letters were replayed: one bit for each offset of the dead-letter topic, so
 * that any selection is recorded exactly.
 *
 * <p>The bits are in a compacted topic of their own, {@value #CHUNK_OFFSETS} offsets (1 KiB) in a
 * record: key {@code topicId/partition/chunk}, value the bits. They are written in the transaction
 * of the replayed records. A dead-letter topic that was created again has another id, and so other
 * bits.
 */
final class ReplayLog {

  static final int CHUNK_OFFSETS = 8192;

  private final String topic;
  private final String topicId;
  private final Map<String, BitSet> bitsByKey = new HashMap<>();
  private final Set<String> changedKeys = new HashSet<>();

  ReplayLog(String deadLetterTopic, Uuid deadLetterTopicId) {
    this.topic = deadLetterTopic + "-replayed";
    this.topicId = deadLetterTopicId.toString();
  }

  /** Creates the topic if it does not exist. */
  void createTopic(KafkaCluster cluster) {
    if (cluster.find(topic).isPresent()) {
      return;
    }
    NewTopic newTopic =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    cluster.ask(
        admin -> {
          try {
            return KafkaCluster.get(admin.createTopics(List.of(newTopic)).all());
          } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
              return null;
            }
            throw e;
          }
        });
  }

  /** Adds the bits that are stored in a cluster, if it has the topic. */
  void load(KafkaCluster cluster) {
    if (cluster.find(topic).isPresent()) {
      try (TopicReader reader = new TopicReader(cluster)) {
        reader.read(reader.ranges(reader.partitions(topic)), this::load);
      }
    }
  }

  boolean load(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (key.startsWith(topicId + "/") && record.value() != null) {
      bits(key).or(BitSet.valueOf(record.value()));
    }
    return true;
  }

  private BitSet bits(String key) {
    return bitsByKey.computeIfAbsent(key, absent -> new BitSet());
  }

  boolean contains(Coordinates deadLetter) {
    BitSet bits = bitsByKey.get(key(deadLetter));
    return bits != null && bits.get(bit(deadLetter));
  }

  void add(Coordinates deadLetter) {
    bits(key(deadLetter)).set(bit(deadLetter));
    changedKeys.add(key(deadLetter));
  }

  private String key(Coordinates deadLetter) {
    return topicId + "/" + deadLetter.partition() + "/" + deadLetter.offset() / CHUNK_OFFSETS;
  }

  private static int bit(Coordinates deadLetter) {
    return (int) (deadLetter.offset() % CHUNK_OFFSETS);
  }

  /** The records to write for what was added since the last call. */
  List<ProducerRecord<byte[], byte[]>> takeChanges() {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String key : changedKeys) {
      records.add(
          new ProducerRecord<>(
              topic, key.getBytes(StandardCharsets.UTF_8), bitsByKey.get(key).toByteArray()));
    }
    changedKeys.clear();
    return records;
  }
}
