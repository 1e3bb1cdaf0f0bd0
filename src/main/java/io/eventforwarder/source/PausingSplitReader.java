// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Pauses the partitions that have reached their limits, and resumes all others, before each fetch.
 *
 * <p>The thread that fetches does this itself. The connector's own way to pause is a request from
 * the task's thread, which drops it silently if the split has not arrived at the fetching thread
 * yet. Here nothing is requested, so nothing can be lost: whatever the consumer has paused, the
 * next fetch starts from the limits as they are.
 */
final class PausingSplitReader extends KafkaPartitionSplitReader {

  private final SplitLimits limits;

  /** Those that the consumer is assigned. Unbounded splits stay until the reader is closed. */
  private final List<KafkaPartitionSplit> splits = new ArrayList<>();

  private boolean canWakeUp;

  PausingSplitReader(KafkaReaderParts parts, SplitLimits limits) {
    super(parts.properties(), parts.context(), parts.metrics());
    this.limits = limits;
    limits.onChange(this::limitsChanged);
  }

  @Override
  public void handleSplitsChanges(SplitsChange<KafkaPartitionSplit> change) {
    super.handleSplitsChanges(change);
    splits.addAll(change.splits());
  }

  @Override
  public RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetch() throws IOException {
    // Before the limits are read: a later change then interrupts the poll.
    setCanWakeUp(true);
    try {
      pauseAndResume();
      return super.fetch();
    } finally {
      setCanWakeUp(false);
    }
  }

  private void pauseAndResume() {
    List<KafkaPartitionSplit> reached = new ArrayList<>();
    List<KafkaPartitionSplit> readable = new ArrayList<>();
    for (KafkaPartitionSplit split : splits) {
      (limits.isReached(split) ? reached : readable).add(split);
    }
    pauseOrResumeSplits(reached, readable);
  }

  private synchronized void setCanWakeUp(boolean canWakeUp) {
    this.canWakeUp = canWakeUp;
  }

  /**
   * Ends a poll early, which otherwise waits for ten seconds while all partitions are paused. Once
   * for each fetch: the connector tolerates one wake-up outside a poll, not two.
   */
  private synchronized void limitsChanged() {
    if (canWakeUp) {
      canWakeUp = false;
      wakeUp();
    }
  }
}
