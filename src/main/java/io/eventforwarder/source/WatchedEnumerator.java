// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.SplitAndAssignmentStatus;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;

/** The connector's enumerator, with a {@link SourceWatch} that lives as long as it does. */
final class WatchedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator;
  private final SourceWatch watch;

  WatchedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator, SourceWatch watch) {
    this.enumerator = enumerator;
    this.watch = watch;
  }

  @Override
  public void start() {
    enumerator.start();
    watch.start();
  }

  @Override
  public void handleSplitRequest(int subtask, String hostname) {
    enumerator.handleSplitRequest(subtask, hostname);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    enumerator.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    enumerator.addReader(subtask);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    KafkaSourceEnumState state = enumerator.snapshotState(checkpointId);
    watch.startsAt(starts(state));
    return state;
  }

  static Map<TopicPartition, Long> starts(KafkaSourceEnumState state) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    state.splits().stream()
        .map(SplitAndAssignmentStatus::split)
        .forEach(split -> starts.put(split.getTopicPartition(), split.getStartingOffset()));
    return starts;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    enumerator.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    enumerator.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    enumerator.handleSourceEvent(subtask, event);
  }

  @Override
  public void close() throws IOException {
    try {
      watch.close();
    } finally {
      enumerator.close();
    }
  }
}
