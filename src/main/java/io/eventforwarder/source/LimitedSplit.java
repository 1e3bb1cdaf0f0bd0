// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;

/** How far a partition has been read and may be, and what its consumer was told. */
final class LimitedSplit {

  /** What the consumer was told last, as long as that may have been lost. */
  private enum Told {
    NOTHING,
    PAUSE,
    RESUME
  }

  /** More records than are fetched before a consumer takes notice of what it is told. */
  private static final int PATIENCE = 5_000;

  private final String id;
  private final TopicPartition partition;

  // A mark such as "earliest", which is negative, before the first record.
  private long position;
  private long limit = ReadLimits.UNLIMITED;
  private boolean hasRecords;
  private Told told = Told.NOTHING;
  private int recordsSinceTold;

  LimitedSplit(KafkaPartitionSplit split) {
    id = split.splitId();
    partition = split.getTopicPartition();
    position = split.getStartingOffset();
  }

  String id() {
    return id;
  }

  TopicPartition partition() {
    return partition;
  }

  void limit(long newLimit) {
    limit = newLimit;
  }

  /**
   * Takes notice of a record.
   *
   * @return true if the partition is at its limit
   */
  boolean read(long offset) {
    position = offset + 1;
    hasRecords = true;
    if (told != Told.NOTHING && ++recordsSinceTold == PATIENCE) {
      // It resumed, or has not paused and must be told again.
      told = Told.NOTHING;
    }
    return isAtLimit();
  }

  boolean isAtLimit() {
    return position >= limit;
  }

  /**
   * Whether to tell the consumer to pause. A split without records may not have reached the
   * consumer yet, and then the request would be lost.
   */
  boolean isToPause() {
    return isAtLimit() && told != Told.PAUSE && hasRecords;
  }

  void paused() {
    told = Told.PAUSE;
    recordsSinceTold = 0;
  }

  /** Whether to tell the consumer to resume, for the first time or once more. */
  boolean isToResume() {
    return !isAtLimit() && told != Told.NOTHING;
  }

  void resumed() {
    if (told != Told.RESUME) {
      told = Told.RESUME;
      recordsSinceTold = 0;
    }
  }
}
