// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.Via;
import io.eventforwarder.metrics.MetricDefinition;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class DecodeMetricsTest {

  private final MetricListener listener = new MetricListener();
  private final DecodeMetrics metrics = new DecodeMetrics(listener.getMetricGroup());

  @Test
  void countsByLabel() {
    metrics.recordsIn("events", EventStreamType.ERROR).inc();
    metrics.recordsIn("other", null).inc(2);
    metrics.dispatched(Via.VALUE);
    metrics.fallback(FailureReason.MISSING_FIELD);
    metrics.deadLettered(DeadLetterReason.INVALID_JSON);
    metrics.killSwitched();
    metrics.skipped(SkipCause.END_MERGE);
    metrics.groupStatesDropped();
    metrics.gap(7);
    metrics.gap(3);

    assertThat(count("topic", "events", "type", "error", "recordsIn")).isEqualTo(1);
    assertThat(count("topic", "other", "type", "unknown", "recordsIn")).isEqualTo(2);
    assertThat(count("via", "value", "dispatched")).isEqualTo(1);
    assertThat(count("via", "headers", "dispatched")).isZero();
    assertThat(count("reason", "MISSING_FIELD", "fallbacks")).isEqualTo(1);
    assertThat(count("reason", "INVALID_JSON", "deadLettered")).isEqualTo(1);
    assertThat(count("operation", "end_merge", "skipped")).isEqualTo(1);
    assertThat(count("operation", "killswitch", "skipped")).isEqualTo(1);
    assertThat(count("groupStatesDropped")).isEqualTo(1);
    assertThat(count("gaps")).isEqualTo(2);
    assertThat(count("gapOffsets")).isEqualTo(10);
  }

  @Test
  void samplesOneRecordInSixtyFourFromTheFirstOn() {
    int[] sampled = IntStream.range(0, 200).filter(i -> metrics.isSampled()).toArray();

    assertThat(sampled).containsExactly(0, 64, 128, 192);
  }

  @Test
  void measuresSamples() {
    metrics.decoded(Via.HEADERS, 900, new byte[1_500]);
    metrics.decoded(Via.VALUE, 5_000, null);
    metrics.age(12);
    metrics.receivedAge(40);

    assertThat(histogram("via", "headers", "decodeNanos").getStatistics().getMax()).isEqualTo(900);
    assertThat(histogram("via", "value", "decodeNanos").getStatistics().getMax()).isEqualTo(5_000);
    assertThat(histogram("valueBytes").getStatistics().getMin()).isZero();
    assertThat(histogram("valueBytes").getStatistics().getMax()).isEqualTo(1_500);
    assertThat(histogram("ageMillis").getStatistics().getMax()).isEqualTo(12);
    assertThat(histogram("receivedAgeMillis").getStatistics().getMax()).isEqualTo(40);
  }

  private long count(String... name) {
    return listener.getCounter(scoped(name)).orElseThrow().getCount();
  }

  private Histogram histogram(String... name) {
    return listener.getHistogram(scoped(name)).orElseThrow();
  }

  private static String[] scoped(String... name) {
    return Stream.concat(Stream.of(MetricDefinition.GROUP), Arrays.stream(name))
        .toArray(String[]::new);
  }
}
