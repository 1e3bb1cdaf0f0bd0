// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.config.OnGap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers which holes are gaps, and acts on gaps.
 *
 * <p>The first offset that the brokers hold only grows. If it is not after the start of a hole when
 * they are asked after the hole was seen, no record in the hole was deleted before it was read.
 *
 * <p>Each partition has a question of its own, so that one without a leader delays no other. A
 * question is asked at one checkpoint and its answer is used at a later one.
 */
public final class GapWatch {

  private static final Logger LOG = LoggerFactory.getLogger(GapWatch.class);

  /** How long the end of the job waits for answers. Without them, rows stay in the state. */
  private static final long PATIENCE_MS = 1_000;

  private final SourceLog log;
  private final OnGap onGap;
  private final LongConsumer counter;
  private final Map<PartitionLedger, CompletableFuture<Long>> questions = new HashMap<>();
  private final Set<TopicPartition> unanswered = new HashSet<>();

  /**
   * @param counter accepts the length of each gap
   */
  public GapWatch(SourceLog log, OnGap onGap, LongConsumer counter) {
    this.log = Objects.requireNonNull(log);
    this.onGap = Objects.requireNonNull(onGap);
    this.counter = Objects.requireNonNull(counter);
  }

  /** Asks about partitions that are in doubt and not asked about yet. */
  void ask(List<PartitionLedger> inDoubt) {
    Map<TopicPartition, PartitionLedger> toAsk = new HashMap<>();
    for (PartitionLedger partition : inDoubt) {
      if (!questions.containsKey(partition)) {
        toAsk.put(partition.partition(), partition);
      }
    }
    if (!toAsk.isEmpty()) {
      log.firstOffsets(toAsk.keySet())
          .forEach((partition, answer) -> questions.put(toAsk.get(partition), answer));
    }
  }

  /** Ignores the answer to an open question about a partition. */
  void forget(PartitionLedger partition) {
    questions.remove(partition);
  }

  /** Uses the answers that have arrived. */
  void takeAnswers() {
    for (Map.Entry<PartitionLedger, CompletableFuture<Long>> question :
        List.copyOf(questions.entrySet())) {
      if (question.getValue().isDone()) {
        questions.remove(question.getKey());
        takeAnswer(question.getKey(), question.getValue());
      }
    }
  }

  private void takeAnswer(PartitionLedger partition, CompletableFuture<Long> answer) {
    TopicPartition name = partition.partition();
    if (answer.isCompletedExceptionally()) {
      if (unanswered.add(name)) {
        LOG.warn(
            "The first offset of {} is unknown: ledger rows of this partition wait, the question is"
                + " repeated at each checkpoint",
            name,
            answer.handle((offset, failure) -> failure).join());
      }
      if (partition.isInDoubt()) {
        partition.widenQuestion();
      }
      return;
    }
    unanswered.remove(name);
    if (partition.isInDoubt()) {
      for (Gap gap : partition.answered(answer.join())) {
        act(name, gap);
      }
    }
  }

  /** Waits for the answers to all questions, but not for long. */
  void awaitAnswers() {
    CompletableFuture<?> all =
        CompletableFuture.allOf(questions.values().toArray(CompletableFuture[]::new));
    try {
      all.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Not all first offsets are known: the last ledger rows stay in the state");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void act(TopicPartition partition, Gap gap) {
    counter.accept(gap.length());
    String message =
        String.format(
            "offsets %d to %d of %s were deleted before they were read (%s): %d offsets are lost",
            gap.from(), gap.to() - 1, partition, gap.cause(), gap.length());
    if (onGap == OnGap.FAIL) {
      throw new SuppressRestartsException(
          new GapException(
              message
                  + "; to continue after them, set source.on-gap: record and start from the last"
                  + " checkpoint, and raise the topic's retention"));
    }
    LOG.error("{}; continuing after them", message);
  }
}
