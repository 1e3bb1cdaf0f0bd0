// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Pauses the partitions that have reached their limits, and resumes all others, before each fetch.
 *
 * <p>The fetching thread does this itself. The connector pauses splits by a request from the task's
 * thread, which is dropped silently if the fetching thread does not have the split yet. Here each
 * fetch starts from the current limits, whatever the consumer has paused before.
 */
final class PausingSplitReader extends KafkaPartitionSplitReader {

  private final SplitLimits limits;

  /** The consumer's assignment. Unbounded splits stay until the reader is closed. */
  private final List<KafkaPartitionSplit> splits = new ArrayList<>();

  private boolean canWakeUp;

  PausingSplitReader(
      Properties properties,
      SourceReaderContext context,
      KafkaSourceReaderMetrics metrics,
      SplitLimits limits) {
    super(properties, context, metrics);
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
   * Ends a poll early, which would otherwise wait for ten seconds while all partitions are paused.
   * At most once for each fetch: the connector tolerates one wake-up outside a poll, not two.
   */
  private synchronized void limitsChanged() {
    if (canWakeUp) {
      canWakeUp = false;
      wakeUp();
    }
  }
}
