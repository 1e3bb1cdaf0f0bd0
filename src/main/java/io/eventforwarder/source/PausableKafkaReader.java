// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaRecordEmitter;
import org.apache.flink.connector.kafka.source.reader.KafkaSourceReader;
import org.apache.flink.connector.kafka.source.reader.fetcher.KafkaSourceFetcherManager;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitState;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's reader, whose consumer stays within the limits. It does not read splits of topics
 * that are no longer configured, but keeps them in the state. So a topic that is configured again
 * continues where it stopped.
 *
 * <p>If a limit is unknown, or the fetching thread dies for another reason, the next {@link
 * #pollNext} fails the task, also while all partitions are paused.
 *
 * <p>A split starts at the offset that the enumerator resolved, once, or that a checkpoint
 * contains. It is the split state's current offset until the first record is emitted, so
 * checkpoints and group commits contain it. If the brokers have deleted it, the consumer continues
 * at the earliest record. So the consumer has skipped all offsets from the current one to that of
 * the next emitted record. A partition that is discovered while the job runs has no such start, but
 * the connector's negative mark for "earliest" until its first record.
 */
final class PausableKafkaReader extends KafkaSourceReader<SourceRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(PausableKafkaReader.class);

  private final Set<String> topics;
  private final SplitLimits limits;
  private final List<KafkaPartitionSplit> unread = new ArrayList<>();

  /** Markers to emit before the records of newly assigned partitions. */
  private final Queue<SourceRecord> assignments = new ArrayDeque<>();

  /**
   * @param limits closed with the reader
   */
  PausableKafkaReader(
      Properties properties,
      SourceReaderContext context,
      KafkaSourceReaderMetrics metrics,
      Set<String> topics,
      SplitLimits limits) {
    // Both ignore the queue that they are given. The manager creates its own.
    super(
        new FutureCompletingBlockingQueue<>(),
        new KafkaSourceFetcherManager(
            new FutureCompletingBlockingQueue<>(),
            () -> new PausingSplitReader(properties, context, metrics, limits),
            finished -> {}),
        new KafkaRecordEmitter<>(new SourceRecordDeserializationSchema()),
        ConfigurationUtils.createConfiguration(properties),
        context,
        metrics);
    this.topics = topics;
    this.limits = limits;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    List<KafkaPartitionSplit> read = new ArrayList<>();
    for (KafkaPartitionSplit split : splits) {
      if (topics.contains(split.getTopic())) {
        read.add(split);
        if (split.getStartingOffset() >= 0) {
          assignments.add(
              SourceRecord.assignment(
                  split.getTopic(), split.getPartition(), split.getStartingOffset()));
        }
      } else {
        unread.add(split);
        LOG.warn(
            "{} is not read, since source.topics no longer contains its topic; its offset {} is kept",
            split.getTopicPartition(),
            split.getStartingOffset());
      }
    }
    if (!read.isEmpty()) {
      super.addSplits(read);
    }
    splitFetcherManager.getQueue().notifyAvailable();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<SourceRecord> output) throws Exception {
    if (assignments.isEmpty()) {
      return super.pollNext(output);
    }
    output.collect(assignments.remove());
    return InputStatus.MORE_AVAILABLE;
  }

  @Override
  protected KafkaPartitionSplitState initializedState(KafkaPartitionSplit split) {
    return limits.track(split);
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    List<KafkaPartitionSplit> splits = new ArrayList<>(super.snapshotState(checkpointId));
    splits.addAll(unread);
    return splits;
  }

  @Override
  public void close() throws Exception {
    IOUtils.closeAll(super::close, limits);
  }
}
