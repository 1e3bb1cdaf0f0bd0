// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What the brokers know of the source topics. Used by one thread. */
public interface SourceLog extends Serializable, AutoCloseable {

  /** Requests the first offset that the brokers still hold, one answer for each partition. */
  Map<TopicPartition, CompletableFuture<Long>> firstOffsets(Set<TopicPartition> partitions);

  @Override
  void close();
}
