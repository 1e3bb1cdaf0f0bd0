// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.config.OnGap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Finds out which holes are gaps, and acts on these.
 *
 * <p>The first offset that the brokers hold only grows. So if it is not behind a hole's start when
 * they are asked after the hole was seen, nothing of the hole was deleted before it was read. One
 * question settles all holes seen before it; the records' path never waits for the answer.
 */
public final class GapWatch {

  private static final Logger LOG = LoggerFactory.getLogger(GapWatch.class);

  /** An answer takes milliseconds. Without one the rows wait, not the checkpoint. */
  private static final long PATIENCE_MS = 1_000;

  private final SourceLog log;
  private final OnGap onGap;
  private final LongConsumer counter;
  private final Map<TopicPartition, PartitionLedger> waiting = new HashMap<>();
  private final Map<TopicPartition, PartitionLedger> asked = new HashMap<>();

  /** Asked about again with the next hole or checkpoint, not in a loop. */
  private final Map<TopicPartition, PartitionLedger> unanswered = new HashMap<>();

  private CompletableFuture<Map<TopicPartition, Long>> answer;

  /**
   * @param counter is told the length of each gap
   */
  public GapWatch(SourceLog log, OnGap onGap, LongConsumer counter) {
    this.log = Objects.requireNonNull(log);
    this.onGap = Objects.requireNonNull(onGap);
    this.counter = Objects.requireNonNull(counter);
  }

  /** Has the newest hole of a partition looked into. */
  void ask(PartitionLedger partition) {
    waiting.put(partition.partition(), partition);
    takeAnswer();
    askUnansweredAgain();
    askNext();
  }

  /** Waits, though not for long, until all holes are looked into. */
  void awaitAnswer() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    askUnansweredAgain();
    askNext();
    while (answer != null) {
      try {
        answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return;
      } catch (ExecutionException e) {
        takeAnswer();
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      takeAnswer();
      askNext();
    }
  }

  private void askUnansweredAgain() {
    waiting.putAll(unanswered);
    unanswered.clear();
  }

  private void askNext() {
    if (answer != null || waiting.isEmpty()) {
      return;
    }
    asked.putAll(waiting);
    waiting.clear();
    asked.values().forEach(PartitionLedger::asked);
    answer = log.firstOffsets(Map.copyOf(asked).keySet());
  }

  private void takeAnswer() {
    if (answer == null || !answer.isDone()) {
      return;
    }
    Map<TopicPartition, Long> firstOffsets = Map.of();
    try {
      firstOffsets = answer.getNow(firstOffsets);
    } catch (RuntimeException e) {
      LOG.warn("The first offsets of {} are not known, will ask again", asked.keySet(), e);
    }
    answer = null;
    List<PartitionLedger> all = new ArrayList<>(asked.values());
    asked.clear();
    for (PartitionLedger partition : all) {
      Long firstOffset = firstOffsets.get(partition.partition());
      if (firstOffset == null) {
        unanswered.put(partition.partition(), partition);
      } else {
        for (Gap gap : partition.answered(firstOffset)) {
          act(partition.partition(), gap);
        }
      }
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
                  + "; to go on behind them, set source.on-gap: record and start from the last"
                  + " checkpoint, and raise the topic's retention"));
    }
    LOG.error("{}; going on behind them", message);
  }
}
