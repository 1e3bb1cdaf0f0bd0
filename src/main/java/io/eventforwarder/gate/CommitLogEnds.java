// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.common.TopicPartition;

/** Finds the last records of the commit logs. */
final class CommitLogEnds implements SerializableSupplier<Map<TopicPartition, Long>> {

  private static final long serialVersionUID = 1L;

  /** Mostly the last record is right before the end, but transactions write markers after it. */
  private static final long FIRST_STEP = 10;

  private final KafkaCluster cluster;
  private final TreeSet<String> topics;

  CommitLogEnds(KafkaCluster cluster, Collection<String> topics) {
    this.cluster = Objects.requireNonNull(cluster);
    this.topics = new TreeSet<>(topics);
  }

  /**
   * The offset of each partition's last record that is committed now; partitions without records
   * are left out.
   *
   * @throws io.eventforwarder.kafka.UnavailableException if the cluster or a topic is unreachable
   */
  @Override
  public Map<TopicPartition, Long> get() {
    Map<TopicPartition, Long> last = new HashMap<>();
    try (TopicReader reader = new TopicReader(cluster)) {
      reader
          .ranges(reader.partitions(topics))
          .forEach((partition, held) -> findLast(reader, partition, held, last));
    }
    return last;
  }

  private static void findLast(
      TopicReader reader,
      TopicPartition partition,
      OffsetRange held,
      Map<TopicPartition, Long> last) {
    long from = held.to();
    for (long step = FIRST_STEP; from > held.from() && !last.containsKey(partition); step *= 10) {
      OffsetRange range = new OffsetRange(Math.max(held.from(), held.to() - step), from);
      reader.read(
          partition,
          range,
          record -> {
            last.put(partition, record.offset());
            return true;
          });
      from = range.from();
    }
  }
}
