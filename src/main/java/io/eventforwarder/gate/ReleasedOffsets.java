// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.kafka.KafkaCluster;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the offsets that have passed the gate for the source's consumer group. The offsets that
 * the source has read would be too high: a start without a checkpoint continues from the group's
 * offsets, and must read the held tasks again.
 */
final class ReleasedOffsets implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReleasedOffsets.class);

  private final KafkaCluster cluster;
  private final String groupId;
  private final SortedMap<Long, Map<TopicPartition, OffsetAndMetadata>> byCheckpoint =
      new TreeMap<>();

  private Admin admin;

  ReleasedOffsets(KafkaCluster cluster, String groupId) {
    this.cluster = cluster;
    this.groupId = groupId;
  }

  /** Keeps the offset after the last item that has passed, by partition. */
  void taken(long checkpoint, Map<TopicPartition, OffsetAndMetadata> offsets) {
    byCheckpoint.put(checkpoint, offsets);
  }

  /** Neither waits nor fails, since the next checkpoint commits again. */
  void completed(long checkpoint) {
    Map<TopicPartition, OffsetAndMetadata> offsets = byCheckpoint.get(checkpoint);
    byCheckpoint.headMap(checkpoint + 1).clear();
    if (offsets == null || offsets.isEmpty()) {
      return;
    }
    if (admin == null) {
      admin = cluster.newAdmin();
    }
    admin
        .alterConsumerGroupOffsets(groupId, offsets)
        .all()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "Cannot commit the offsets of group {}, and the next checkpoint tries again: {}",
                    groupId,
                    failure.getMessage());
              }
            });
  }

  @Override
  public void close() {
    if (admin != null) {
      // The offsets of the last savepoint may not have been sent yet.
      admin.close(Duration.ofSeconds(5));
    }
  }
}
