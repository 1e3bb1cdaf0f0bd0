// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.FailurePolicy.OnLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionFailuresTest {

  private static final long START = 1_000_000;

  @Test
  void countsFailuresInARow() {
    PartitionFailures failures = new PartitionFailures(policy(1, 3));

    for (int round = 0; round < 5; round++) {
      assertThat(failures.failed(START)).isNull();
      assertThat(failures.failed(START)).isNull();
      assertThat(failures.failed(START)).isNull();
      failures.succeeded();
    }
    failures.failed(START);
    failures.failed(START);
    failures.failed(START);
    assertThat(failures.failed(START))
        .isEqualTo("4 records in a row, more than dead-letter.limit.max-consecutive = 3");
  }

  @Test
  void appliesTheRatioFromTheHundredthRecordOn() {
    PartitionFailures failures = new PartitionFailures(policy(0.25, 0));

    assertThat(failures.failed(START)).isNull();
    for (int i = 0; i < 24; i++) {
      failures.succeeded();
      failures.succeeded();
      failures.succeeded();
      assertThat(failures.failed(START)).isNull();
    }
    assertThat(failures.failed(START)).isNull();
    assertThat(failures.failed(START)).isNull();
    assertThat(failures.failed(START))
        .isEqualTo("28 of 100 records within 60 s, more than dead-letter.limit.max-ratio = 0.25");
  }

  @Test
  void startsAWindowWithAFailure() {
    PartitionFailures failures = new PartitionFailures(policy(0.5, 0));
    for (int i = 0; i < 99; i++) {
      assertThat(failures.failed(START)).isNull();
    }
    assertThat(failures.failed(START)).isNotNull();

    // Successes before a window must not hide the failures in it.
    for (int i = 0; i < 10_000; i++) {
      failures.succeeded();
    }
    for (int i = 0; i < 99; i++) {
      assertThat(failures.failed(START + 60_000)).isNull();
    }
    assertThat(failures.failed(START + 60_000)).startsWith("100 of 100 records within 60 s");
  }

  @Test
  void hasNoLimitIfNoneIsSet() {
    PartitionFailures failures = new PartitionFailures(policy(1, 0));

    for (int i = 0; i < 10_000; i++) {
      assertThat(failures.failed(START)).isNull();
    }
  }

  private static FailurePolicy policy(double maxRatio, int maxConsecutive) {
    return new FailurePolicy(maxRatio, Duration.ofMinutes(1), maxConsecutive, OnLimit.CONTINUE);
  }
}
