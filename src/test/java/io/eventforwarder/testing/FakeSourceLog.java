// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.ledger.Progress;
import io.eventforwarder.ledger.ProgressLog;
import io.eventforwarder.ledger.SourceLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** A source cluster that holds everything from offset 0 on, unless it is told otherwise. */
public final class FakeSourceLog implements SourceLog {

  private static final long serialVersionUID = 1L;

  private final Map<TopicPartition, Long> resumeOffsets = new HashMap<>();
  private final Map<TopicPartition, Long> firstOffsets = new HashMap<>();
  private final Set<TopicPartition> hidden = new HashSet<>();
  private transient CompletableFuture<Map<TopicPartition, Long>> pending;
  private boolean answers = true;
  private int questions;

  public void resumeAt(TopicPartition partition, long offset) {
    resumeOffsets.put(partition, offset);
  }

  /** Everything before {@code offset} is gone. */
  public void deleteTo(TopicPartition partition, long offset) {
    firstOffsets.put(partition, offset);
  }

  /** From now on answers have nothing of the partition, as while it has no leader. */
  public void hide(TopicPartition partition) {
    hidden.add(partition);
  }

  public void showAll() {
    hidden.clear();
  }

  /** From now on questions stay open. */
  public void fallSilent() {
    answers = false;
  }

  /** Answers from now on, also the question that is open. */
  public void answer() {
    answers = true;
    if (pending != null) {
      Map<TopicPartition, Long> known = new HashMap<>(firstOffsets);
      known.keySet().removeAll(hidden);
      pending.complete(known);
    }
  }

  /** Fails the question that is open, and answers from now on. */
  public void fail(Exception failure) {
    answers = true;
    pending.completeExceptionally(failure);
  }

  public int questions() {
    return questions;
  }

  @Override
  public Map<TopicPartition, Long> resumeOffsets() {
    return resumeOffsets;
  }

  @Override
  public CompletableFuture<Map<TopicPartition, Long>> firstOffsets(Set<TopicPartition> partitions) {
    questions++;
    partitions.forEach(partition -> firstOffsets.putIfAbsent(partition, 0L));
    pending = new CompletableFuture<>();
    if (answers) {
      answer();
    }
    return pending;
  }

  /** It knows of no committed offset. */
  @Override
  public ProgressLog openProgressLog() {
    return new ProgressLog() {
      @Override
      public Map<TopicPartition, Progress> ask() {
        return Map.of();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
