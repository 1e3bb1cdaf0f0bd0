// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.config.ForwarderConfig.OnGap;
import io.eventforwarder.source.OffsetRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out from the brokers which holes are gaps, and acts on gaps.
 *
 * <p>The first offset that the brokers hold only grows. If it is not after the start of a hole when
 * it is requested after the hole was seen, no record in the hole was deleted before it was read.
 *
 * <p>Each partition has a request of its own, so that one without a leader delays no other. A
 * request is sent at one checkpoint and its answer is used at a later one.
 */
public final class GapWatch {

  private static final Logger LOG = LoggerFactory.getLogger(GapWatch.class);

  /** How long the end of the job waits for answers. Without them, rows stay in the state. */
  private static final long PATIENCE_MS = 1_000;

  private final SourceLog log;
  private final OnGap onGap;
  private final LongConsumer counter;
  private final Map<TopicPartition, CompletableFuture<Long>> requests = new HashMap<>();
  private final Set<TopicPartition> unanswered = new HashSet<>();

  /**
   * @param counter accepts the length of each gap
   */
  public GapWatch(SourceLog log, OnGap onGap, LongConsumer counter) {
    this.log = Objects.requireNonNull(log);
    this.onGap = Objects.requireNonNull(onGap);
    this.counter = Objects.requireNonNull(counter);
  }

  /** Sends requests for the partitions in doubt that have none yet. */
  void ask(Map<TopicPartition, PartitionLedger> partitions) {
    Set<TopicPartition> toAsk = new HashSet<>();
    partitions.forEach(
        (partition, ledger) -> {
          if (ledger.isInDoubt() && !requests.containsKey(partition)) {
            toAsk.add(partition);
          }
        });
    if (!toAsk.isEmpty()) {
      requests.putAll(log.firstOffsets(toAsk));
    }
  }

  /** Ignores the answer to an open request. */
  void forget(TopicPartition partition) {
    requests.remove(partition);
  }

  /** Uses the answers that have arrived. */
  void takeAnswers(Map<TopicPartition, PartitionLedger> partitions) {
    for (TopicPartition partition : List.copyOf(requests.keySet())) {
      if (requests.get(partition).isDone()) {
        takeAnswer(partition, partitions.get(partition), requests.remove(partition));
      }
    }
  }

  private void takeAnswer(
      TopicPartition partition, PartitionLedger ledger, CompletableFuture<Long> answer) {
    long firstOffset;
    try {
      firstOffset = answer.join();
    } catch (CompletionException e) {
      if (unanswered.add(partition)) {
        LOG.warn(
            "The first offset of {} is unknown: ledger rows of this partition wait, the request is"
                + " repeated at each checkpoint",
            partition,
            e);
      }
      ledger.widenDoubt();
      return;
    }
    unanswered.remove(partition);
    ledger.settle(firstOffset).forEach(gap -> act(partition, gap));
  }

  /** Waits for the answers to all requests, but not for long. */
  void awaitAnswers() {
    CompletableFuture<?> all =
        CompletableFuture.allOf(requests.values().toArray(CompletableFuture[]::new));
    try {
      all.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Not all first offsets are known: the last ledger rows stay in the state");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void act(TopicPartition partition, OffsetRange gap) {
    counter.accept(gap.length());
    String message =
        String.format(
            "offsets %d to %d of %s were deleted before they were read: %d offsets are lost",
            gap.from(), gap.to() - 1, partition, gap.length());
    if (onGap == OnGap.FAIL) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              message
                  + "; to continue after them, set source.on-gap: record and start from the last"
                  + " checkpoint, and raise the topic's retention"));
    }
    LOG.error("{}; continuing after them", message);
  }
}
