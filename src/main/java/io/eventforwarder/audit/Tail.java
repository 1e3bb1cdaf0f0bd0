// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.util.Optional;

/**
 * Offsets of a partition that were consumed and have no row. A row may be a few checkpoints late,
 * so they are a fault only after that time.
 */
final class Tail {

  private final Duration patience;

  private boolean isAwaited;
  private long seen;
  private long seenAt;
  private long reported;

  /**
   * @param patience how long a row may be late
   */
  Tail(Duration patience) {
    this.patience = patience;
  }

  /** Whether a row is expected that may still come. */
  boolean isAwaited() {
    return isAwaited;
  }

  /** The offset after the last one that was reported, 0 if none was. */
  long reported() {
    return reported;
  }

  /**
   * To be called once in each pass. What is seen while other offsets are awaited is awaited from a
   * later pass on, so that the wait ends although the job goes on.
   *
   * @param next the offset after the last row
   * @param consumed the offset after the last one that was consumed
   * @return the offsets whose row is too late
   */
  Optional<OffsetRange> overdue(long next, long consumed) {
    OffsetRange late = new OffsetRange(Math.max(next, reported), isAwaited ? seen : consumed);
    if (!isAwaited || late.isEmpty()) {
      isAwaited = !isAwaited && !late.isEmpty();
      seen = consumed;
      seenAt = System.nanoTime();
      return Optional.empty();
    }
    if (System.nanoTime() - seenAt < patience.toNanos()) {
      return Optional.empty();
    }
    isAwaited = false;
    reported = seen;
    return Optional.of(late);
  }
}
