// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * Keeps a reader within {@link ReadLimits}. A split that is at its limit when it comes is withheld
 * from the reader until the limit has moved; what of it was fetched would be passed on. All but
 * {@link #limitsChanged} is called by the thread of the subtask.
 */
final class PausableReader implements SourceReader<SourceRecord, KafkaPartitionSplit> {

  private final SourceReader<SourceRecord, KafkaPartitionSplit> reader;
  private final ReadLimits limits;
  private final Map<String, LimitedSplit> splits = new LinkedHashMap<>();
  private final List<KafkaPartitionSplit> withheld = new ArrayList<>();

  /** Markers that precede the records of newly assigned partitions. */
  private final Queue<SourceRecord> assignments = new ArrayDeque<>();

  private LimitedOutput output;
  private int readable;

  /** Complete when limits or splits have changed since they were last looked at. */
  private volatile CompletableFuture<Void> changed = new CompletableFuture<>();

  PausableReader(SourceReader<SourceRecord, KafkaPartitionSplit> reader, ReadLimits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  @Override
  public void start() {
    limits.onChange(this::limitsChanged);
    reader.start();
  }

  private void limitsChanged() {
    changed.complete(null);
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> added) {
    for (KafkaPartitionSplit split : added) {
      if (split.getStartingOffset() >= 0) {
        assignments.add(
            SourceRecord.assignment(
                split.getTopic(), split.getPartition(), split.getStartingOffset()));
      }
    }
    withheld.addAll(added);
    addWithheld();
    limitsChanged();
  }

  /** Lets the reader have those that may be read. */
  private void addWithheld() {
    List<KafkaPartitionSplit> readableNow = new ArrayList<>();
    for (Iterator<KafkaPartitionSplit> i = withheld.iterator(); i.hasNext(); ) {
      KafkaPartitionSplit split = i.next();
      LimitedSplit limited = new LimitedSplit(split);
      limited.limit(limits.limit(limited.partition()));
      if (!limited.isAtLimit()) {
        i.remove();
        splits.put(split.splitId(), limited);
        readableNow.add(split);
      }
    }
    if (!readableNow.isEmpty()) {
      reader.addSplits(readableNow);
    }
  }

  @Override
  public InputStatus pollNext(ReaderOutput<SourceRecord> target) throws Exception {
    if (!assignments.isEmpty()) {
      target.collect(assignments.remove());
      return InputStatus.MORE_AVAILABLE;
    }
    if (changed.isDone()) {
      takeLimits();
    }
    if (readable == 0 && !splits.isEmpty()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    if (output == null || output.target() != target) {
      output = new LimitedOutput(target, splits);
    }
    InputStatus status = reader.pollNext(output);
    if (output.takeLimitReached()) {
      pauseAndResume();
    }
    return status;
  }

  private void takeLimits() {
    // Before the limits are read: a change while they are is then not missed.
    changed = new CompletableFuture<>();
    for (LimitedSplit split : splits.values()) {
      split.limit(limits.limit(split.partition()));
    }
    addWithheld();
    pauseAndResume();
  }

  private void pauseAndResume() {
    List<String> toPause = new ArrayList<>();
    List<String> toResume = new ArrayList<>();
    readable = 0;
    for (LimitedSplit split : splits.values()) {
      if (!split.isAtLimit()) {
        readable++;
      }
      if (split.isToPause()) {
        split.paused();
        toPause.add(split.id());
      } else if (split.isToResume()) {
        split.resumed();
        toResume.add(split.id());
      }
    }
    if (!toPause.isEmpty() || !toResume.isEmpty()) {
      reader.pauseOrResumeSplits(toPause, toResume);
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> change = changed;
    if (readable == 0 && !splits.isEmpty()) {
      return change;
    }
    CompletableFuture<Void> available = reader.isAvailable();
    if ((readable == splits.size() && withheld.isEmpty()) || available.isDone()) {
      return available;
    }
    return CompletableFuture.anyOf(available, change).thenApply(any -> null);
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    // A request gets lost if the consumer takes up new partitions at that moment. Too much that is
    // read shows a lost pause; nothing shows a lost resume.
    pauseAndResume();
    List<KafkaPartitionSplit> all = new ArrayList<>(reader.snapshotState(checkpointId));
    all.addAll(withheld);
    return all;
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws Exception {
    try {
      reader.close();
    } finally {
      limits.close();
    }
  }
}
