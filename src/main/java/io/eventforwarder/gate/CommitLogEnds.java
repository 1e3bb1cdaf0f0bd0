// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.RecordReader;
import io.eventforwarder.kafka.UnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.common.TopicPartition;

/** Where the commit logs end now. */
final class CommitLogEnds implements SerializableSupplier<Map<TopicPartition, Long>> {

  private static final long serialVersionUID = 1L;

  /** The last record mostly is right before the end; transactions leave marks behind it. */
  private static final long FIRST_STEP = 10;

  private final KafkaCluster cluster;
  private final TreeSet<String> topics;

  CommitLogEnds(KafkaCluster cluster, Collection<String> topics) {
    this.cluster = Objects.requireNonNull(cluster);
    this.topics = new TreeSet<>(topics);
  }

  /**
   * The offset of each partition's last record, as {@code read_committed} consumers see it; empty
   * partitions are left out.
   *
   * @throws UnavailableException if the cluster or a topic cannot be reached
   */
  @Override
  public Map<TopicPartition, Long> get() {
    Map<TopicPartition, Long> last = new HashMap<>();
    try (RecordReader reader = new RecordReader(cluster)) {
      List<TopicPartition> partitions = new ArrayList<>();
      topics.forEach(topic -> partitions.addAll(reader.partitions(topic)));
      Map<TopicPartition, Long> starts = reader.starts(partitions);
      Map<TopicPartition, Long> ends = reader.ends(partitions);
      for (TopicPartition partition : partitions) {
        Long offset = last(reader, partition, starts.get(partition), ends.get(partition));
        if (offset != null) {
          last.put(partition, offset);
        }
      }
    }
    return last;
  }

  private static Long last(RecordReader reader, TopicPartition partition, long start, long end) {
    Long[] last = {null};
    long from = end;
    for (long step = FIRST_STEP; last[0] == null && from > start; step *= 10) {
      long to = from;
      from = Math.max(start, end - step);
      reader.read(
          partition,
          from,
          to,
          record -> {
            last[0] = record.offset();
            return true;
          });
    }
    return last[0];
  }
}
