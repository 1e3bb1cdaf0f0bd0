// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitState;
import org.apache.flink.util.IOUtils;

/**
 * Which splits have reached one of several limits. The task's thread updates the states of the
 * splits, and the fetching thread compares them with the limits. Their queue of fetched records
 * makes the updates visible, at the latest with the next fetch.
 */
final class SplitLimits implements AutoCloseable {

  private final List<ReadLimits> limits = new ArrayList<>();
  private final Map<String, KafkaPartitionSplitState> states = new ConcurrentHashMap<>();

  SplitLimits(List<ReadLimits.Factory> factories, SourceReaderContext context) {
    try {
      factories.forEach(factory -> limits.add(factory.open(context)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The state of a split that was just added. */
  KafkaPartitionSplitState track(KafkaPartitionSplit split) {
    KafkaPartitionSplitState state = new KafkaPartitionSplitState(split);
    states.put(split.splitId(), state);
    return state;
  }

  boolean isReached(KafkaPartitionSplit split) {
    long offset = states.get(split.splitId()).getCurrentOffset();
    return limits.stream().anyMatch(each -> offset >= each.limit(split.getTopicPartition()));
  }

  void onChange(Runnable listener) {
    limits.forEach(each -> each.onChange(listener));
  }

  @Override
  public void close() {
    IOUtils.closeAllQuietly(limits);
  }
}
