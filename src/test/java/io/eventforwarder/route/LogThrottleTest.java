// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

  private final SettableClock clock = new SettableClock();
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), clock);

  @Test
  void allowsOneLinePerIntervalAndCountsTheOthers() {
    assertThat(throttle.mayLog()).isTrue();
    assertThat(throttle.suppressed()).isZero();
    for (int i = 0; i < 50_000; i++) {
      assertThat(throttle.mayLog()).isFalse();
    }

    clock.now = clock.now.plusSeconds(59);
    assertThat(throttle.mayLog()).isFalse();
    clock.now = clock.now.plusSeconds(1);
    assertThat(throttle.mayLog()).isTrue();
    assertThat(throttle.suppressed()).isEqualTo(50_001);
    clock.now = clock.now.plusSeconds(60);
    assertThat(throttle.mayLog()).isTrue();
    assertThat(throttle.suppressed()).isZero();
  }

  private static final class SettableClock extends Clock {

    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
