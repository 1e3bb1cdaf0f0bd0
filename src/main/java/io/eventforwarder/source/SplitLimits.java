// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitState;

/**
 * Which splits have reached their limits. The task's thread moves the positions, and the thread
 * that fetches compares them with the limits.
 */
final class SplitLimits implements AutoCloseable {

  private final ReadLimits limits;
  private final Map<String, AtomicLong> positions = new ConcurrentHashMap<>();

  SplitLimits(ReadLimits limits) {
    this.limits = limits;
  }

  /** The state of a split that has just been added. */
  KafkaPartitionSplitState track(KafkaPartitionSplit split) {
    AtomicLong position = new AtomicLong(split.getStartingOffset());
    positions.put(split.splitId(), position);
    return new TrackedState(split, position);
  }

  boolean isReached(KafkaPartitionSplit split) {
    return positions.get(split.splitId()).get() >= limits.limit(split.getTopicPartition());
  }

  void onChange(Runnable listener) {
    limits.onChange(listener);
  }

  @Override
  public void close() {
    limits.close();
  }

  /** Publishes the position after each record. */
  private static final class TrackedState extends KafkaPartitionSplitState {

    private final AtomicLong position;

    TrackedState(KafkaPartitionSplit split, AtomicLong position) {
      super(split);
      this.position = position;
    }

    @Override
    public void setCurrentOffset(long offset) {
      super.setCurrentOffset(offset);
      // Called for each record; the other thread may see it a moment later.
      position.lazySet(offset);
    }
  }
}
