// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.function.FunctionWithException;

/**
 * Releases held items in batches, one partition after the other. Between two batches the operator
 * processes its inputs, above all barriers. A paused partition is checked again later.
 */
final class Drain {

  /**
   * The inputs are processed for a batch's duration divided by this, so that they make progress on
   * a slow machine too.
   */
  private static final int INPUT_SHARE = 4;

  private static final long PAUSE_CHECK_MS = 200;

  private final ProcessingTimeService timers;
  private final Predicate<PartitionGate> isPaused;
  private final FunctionWithException<PartitionGate, Boolean, Exception> releaseBatch;
  private final Set<PartitionGate> waiting = new LinkedHashSet<>();
  private final Set<PartitionGate> paused = new HashSet<>();

  /**
   * @param releaseBatch releases a batch of a partition's items, and returns whether more may pass
   */
  Drain(
      ProcessingTimeService timers,
      Predicate<PartitionGate> isPaused,
      FunctionWithException<PartitionGate, Boolean, Exception> releaseBatch) {
    this.timers = timers;
    this.isPaused = isPaused;
    this.releaseBatch = releaseBatch;
  }

  /** Schedules the release of the partition's items that may pass. */
  void add(PartitionGate gate) {
    if (waiting.isEmpty()) {
      schedule(0);
    }
    waiting.add(gate);
  }

  private void schedule(long delay) {
    timers.registerTimer(timers.getCurrentProcessingTime() + 1 + delay, time -> next());
  }

  private void next() throws Exception {
    long start = System.nanoTime();
    PartitionGate gate = waiting.iterator().next();
    waiting.remove(gate);
    if (isPaused.test(gate)) {
      checkAgainLater(gate);
    } else if (releaseBatch.apply(gate)) {
      waiting.add(gate);
    }
    if (!waiting.isEmpty()) {
      schedule(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / INPUT_SHARE);
    }
  }

  private void checkAgainLater(PartitionGate gate) {
    if (paused.add(gate)) {
      timers.registerTimer(
          timers.getCurrentProcessingTime() + PAUSE_CHECK_MS,
          time -> {
            paused.remove(gate);
            add(gate);
          });
    }
  }
}
