// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import java.time.Clock;
import java.time.Duration;

/** Allows one log line per interval and counts the others. */
final class LogThrottle {

  private final long intervalMillis;
  private final Clock clock;
  private long next = Long.MIN_VALUE;
  private long waiting;
  private long suppressed;

  LogThrottle(Duration interval, Clock clock) {
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
  }

  /** True if a line may be written now. */
  boolean mayLog() {
    long now = clock.millis();
    if (now < next) {
      waiting++;
      return false;
    }
    next = now + intervalMillis;
    suppressed = waiting;
    waiting = 0;
    return true;
  }

  /** The number of lines that were suppressed before the current one. */
  long suppressed() {
    return suppressed;
  }
}
