// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.kafka.Follower;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.source.ReadLimits;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets the source read ahead of the announced positions only as far as the gate may hold. Each
 * subtask of the source follows the commit logs itself, since the gate is another operator.
 *
 * <p>While the brokers are unreachable, the limits stay as they are.
 */
public final class HeldLimits implements ReadLimits {

  private static final String NAME = "limits";

  private final GateSettings settings;
  private final CommitLogDecoder decoder;
  private final Map<TopicPartition, GroupPositions> positions = new ConcurrentHashMap<>();
  private final Follower follower;

  private HeldLimits(GateSettings settings, KafkaCluster cluster) {
    this.settings = settings;
    this.decoder = new CommitLogDecoder(settings);
    this.follower = Follower.start(cluster, NAME, settings.commitLogTopics(), this::accept);
  }

  public static ReadLimits.Factory of(GateSettings settings, KafkaCluster cluster) {
    return context -> {
      HeldLimits limits = new HeldLimits(settings, cluster);
      MetricDefinition.FOLLOWER_ALIVE.gauge(
          context.metricGroup(), () -> limits.follower.isAlive() ? 1 : 0, NAME);
      return limits;
    };
  }

  /** Before the first announcement of a partition, its limit is what the gate may hold. */
  @Override
  public long limit(TopicPartition partition) {
    follower.requireAlive();
    GroupPositions announced = positions.get(partition);
    long limit = (announced == null ? 0 : announced.lowest()) + settings.maxHeld();
    // A position may be the largest number there is.
    return limit < 0 ? UNLIMITED : limit;
  }

  @Override
  public void onChange(Runnable listener) {
    follower.onChange(listener);
  }

  private boolean accept(ConsumerRecord<byte[], byte[]> record) {
    return decoder.decode(SourceRecord.of(record)) instanceof Announcement announcement
        && positions.computeIfAbsent(announcement.partition(), this::none).announced(announcement);
  }

  private GroupPositions none(TopicPartition partition) {
    Set<String> groups = settings.followedByTopic().get(partition.topic()).groups();
    return new GroupPositions(groups, settings.onBackward(), Map.of());
  }

  @Override
  public void close() {
    follower.close();
  }
}
