// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrialTest {

  private static final Guarantee GUARANTEE = Guarantee.EXACTLY_ONCE_1_S;
  private static final long FROM = 1_000_000;
  private static final int SECONDS = 10;
  private static final double RATE = 1_000;

  @Test
  void isSustainedIfLatencyStays() {
    Trial trial = trial(RATE, second -> 1_100 - 1_000 * (second % 1));

    assertThat(trial.sustained()).isTrue();
    assertThat(trial.ages().p50()).isBetween(590L, 610L);
    assertThat(trial.ages().max()).isEqualTo(1_100);
    assertThat(trial.ages().perSecond()).isEqualTo(RATE);
  }

  @Test
  void isNotSustainedIfTheBacklogGrows() {
    // 5 % more than the job forwards, for 10 s.
    Trial trial = trial(RATE, second -> 1_100 - 1_000 * (second % 1) + 50 * second);

    assertThat(trial.ages().p99()).isLessThan(GUARANTEE.highestP99());
    assertThat(trial.growthMillis()).isBetween(245.0, 255.0);
    assertThat(trial.sustained()).isFalse();
  }

  @Test
  void isNotSustainedIfLatencyIsFarBeyondTheCheckpointInterval() {
    Trial trial = trial(RATE, second -> 3_000);

    assertThat(trial.growthMillis()).isZero();
    assertThat(trial.sustained()).isFalse();
  }

  @Test
  void isNotSustainedIfTasksAreMissing() {
    assertThat(trial(1.02 * RATE, second -> 100).sustained()).isFalse();
  }

  @Test
  void ignoresRecordsThatWereDueAtAnotherTime() {
    Arrivals arrivals = new Arrivals(FROM, FROM + 1_000);
    arrivals.add(FROM - 1, FROM + 5_000);
    arrivals.add(FROM, FROM + 7);
    arrivals.add(FROM + 999, FROM + 1_008);
    arrivals.add(FROM + 1_000, FROM + 9_000);

    assertThat(arrivals.ages()).isEqualTo(new Ages(2, 7, 9, 9, 9));
  }

  /** One record a millisecond, with the latency that its time gives. */
  private static Trial trial(double offered, DoubleUnaryOperator latencyBySecond) {
    Arrivals arrivals = new Arrivals(FROM, FROM + SECONDS * 1_000);
    for (int millis = 0; millis < SECONDS * 1_000; millis++) {
      long due = FROM + millis;
      arrivals.add(due, due + Math.round(latencyBySecond.applyAsDouble(millis / 1e3)));
    }
    return Trial.of(GUARANTEE, offered, arrivals);
  }
}
