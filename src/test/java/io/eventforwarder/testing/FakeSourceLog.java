// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.ledger.SourceLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** A source cluster that holds every offset from 0, unless a test deletes some. */
public final class FakeSourceLog implements SourceLog {

  private static final long serialVersionUID = 1L;

  private final Map<TopicPartition, Long> firstOffsets = new HashMap<>();
  private final Set<TopicPartition> withoutLeader = new HashSet<>();
  private final transient Map<TopicPartition, CompletableFuture<Long>> open = new HashMap<>();
  private boolean answers = true;
  private int questions;

  /** Deletes everything before {@code offset}. */
  public void deleteTo(TopicPartition partition, long offset) {
    firstOffsets.put(partition, offset);
  }

  /** Questions about this partition stay open. */
  public void loseLeader(TopicPartition partition) {
    withoutLeader.add(partition);
  }

  /** All questions stay open. */
  public void fallSilent() {
    answers = false;
  }

  /** Answers all questions, also those that are open. */
  public void answer() {
    answers = true;
    withoutLeader.clear();
    open.forEach((partition, question) -> question.complete(firstOffset(partition)));
    open.clear();
  }

  /** Fails the open questions, and answers those that follow. */
  public void fail(Exception failure) {
    answers = true;
    open.values().forEach(question -> question.completeExceptionally(failure));
    open.clear();
  }

  public int questions() {
    return questions;
  }

  private long firstOffset(TopicPartition partition) {
    return firstOffsets.getOrDefault(partition, 0L);
  }

  @Override
  public Map<TopicPartition, CompletableFuture<Long>> firstOffsets(Set<TopicPartition> partitions) {
    Map<TopicPartition, CompletableFuture<Long>> all = new HashMap<>();
    for (TopicPartition partition : partitions) {
      questions++;
      CompletableFuture<Long> question = new CompletableFuture<>();
      if (answers && !withoutLeader.contains(partition)) {
        question.complete(firstOffset(partition));
      } else {
        open.put(partition, question);
      }
      all.put(partition, question);
    }
    return all;
  }

  @Override
  public void close() {}
}
