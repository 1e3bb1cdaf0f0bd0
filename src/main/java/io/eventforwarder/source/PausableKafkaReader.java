// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.connector.kafka.source.reader.KafkaRecordEmitter;
import org.apache.flink.connector.kafka.source.reader.KafkaSourceReader;
import org.apache.flink.connector.kafka.source.reader.fetcher.KafkaSourceFetcherManager;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitState;
import org.apache.flink.core.io.InputStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's reader, whose consumer stays within the limits. It does not read splits of topics
 * that the configuration no longer contains, but keeps them in the state, so that a topic that is
 * configured again continues where it stopped.
 *
 * <p>If a limit cannot be determined, or the thread that fetches dies for another reason, the next
 * {@link #pollNext} fails the task, also while all partitions are paused.
 *
 * <p>A split brings its start: the offset that the enumerator has resolved, once, or that a
 * checkpoint contains. It is the split state's current offset until the first record is emitted,
 * and checkpoints and group commits contain it from the beginning. The consumer seeks to it; if the
 * brokers have deleted it, the consumer continues at the earliest record. So when a record is
 * emitted, also the first, the split state's current offset is the offset that was expected, and
 * all offsets from there to the record's were skipped by the consumer. Only a partition that was
 * discovered while the job runs has no such start: it has the connector's negative mark for
 * "earliest" until its first record.
 */
final class PausableKafkaReader extends KafkaSourceReader<SourceRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(PausableKafkaReader.class);

  private final Set<String> topics;
  private final SplitLimits limits;
  private final List<KafkaPartitionSplit> unread = new ArrayList<>();

  /** Markers that precede the records of newly assigned partitions. */
  private final Queue<SourceRecord> assignments = new ArrayDeque<>();

  /**
   * @param limits closed with the reader
   */
  PausableKafkaReader(KafkaReaderParts parts, Set<String> topics, SplitLimits limits) {
    // Neither uses the queue that it is given: the manager makes its own.
    super(
        new FutureCompletingBlockingQueue<>(),
        new KafkaSourceFetcherManager(
            new FutureCompletingBlockingQueue<>(),
            () -> new PausingSplitReader(parts, limits),
            finished -> {}),
        new KafkaRecordEmitter<>(new SourceRecordDeserializationSchema()),
        parts.configuration(),
        parts.context(),
        parts.metrics());
    this.topics = topics;
    this.limits = limits;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    List<KafkaPartitionSplit> read = new ArrayList<>();
    for (KafkaPartitionSplit split : splits) {
      if (topics.contains(split.getTopic())) {
        read.add(split);
        announce(split);
      } else {
        unread.add(split);
        LOG.warn(
            "{} is not read, since source.topics no longer contains its topic; its position {} is"
                + " kept",
            split.getTopicPartition(),
            split.getStartingOffset());
      }
    }
    if (!read.isEmpty()) {
      super.addSplits(read);
    }
    splitFetcherManager.getQueue().notifyAvailable();
  }

  private void announce(KafkaPartitionSplit split) {
    if (split.getStartingOffset() >= 0) {
      assignments.add(
          SourceRecord.assignment(
              split.getTopic(), split.getPartition(), split.getStartingOffset()));
    }
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
    try {
      super.close();
    } finally {
      limits.close();
    }
  }
}
