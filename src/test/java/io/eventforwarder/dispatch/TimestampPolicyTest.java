// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TimestampPolicyTest {

  private static final long NOW = 1_795_377_600_000L;
  private static final long HOUR = 3_600_000;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final TimestampPolicy policy = TimestampPolicy.of(false, 24 * HOUR, HOUR, -1);

  @Test
  void keepsWhatTheTopicAcceptsWithAMargin() {
    assertThat(policy.keeps(NOW, NOW)).isTrue();
    assertThat(policy.keeps(NOW + 50 * 60_000, NOW)).isTrue();
    assertThat(policy.keeps(NOW + 56 * 60_000, NOW)).isFalse();
    assertThat(policy.keeps(NOW - 23 * HOUR, NOW)).isTrue();
    assertThat(policy.keeps(NOW - 24 * HOUR, NOW)).isFalse();
  }

  @Test
  void keepsNothingThatIsOlderThanHalfOfTheRetention() {
    TimestampPolicy threeHours = TimestampPolicy.of(false, NO_LIMIT, HOUR, 3 * HOUR);

    assertThat(threeHours.keeps(NOW - 89 * 60_000, NOW)).isTrue();
    assertThat(threeHours.keeps(NOW - 91 * 60_000, NOW)).isFalse();
  }

  @Test
  void namesTheLimitThatKeepsATimestamp() {
    for (long needed :
        new long[] {
          0, 1, 8, 9, 10, 8_000, 2_699_999, 2_700_000, 7_200_000, NO_LIMIT - 1, NO_LIMIT
        }) {
      long limit = TimestampPolicy.limitFor(needed);
      assertThat(TimestampPolicy.usable(limit)).isGreaterThanOrEqualTo(needed);
      assertThat(TimestampPolicy.of(false, limit, limit, -1).keeps(needed, 0)).isTrue();
    }
    assertThat(TimestampPolicy.limitFor(8_000)).isEqualTo(8_889);
    assertThat(TimestampPolicy.limitFor(7_200_000)).isEqualTo(7_500_000);
  }

  @Test
  void hasNoLimitWhereTheTopicHasNone() {
    TimestampPolicy any = TimestampPolicy.of(false, NO_LIMIT, NO_LIMIT, -1);

    assertThat(any.keeps(0, NOW)).isTrue();
    assertThat(any.keeps(Long.MAX_VALUE, NOW)).isTrue();
  }

  @Test
  void neverOverflows() {
    assertThat(policy.keeps(Long.MAX_VALUE, NOW)).isFalse();
    assertThat(policy.keeps(0, NOW)).isFalse();
  }

  @Test
  void replacesARefusedTimestampAndAddsTheOriginalAsAHeader() {
    ProducerRecord<byte[], byte[]> refused = record(NOW + 2 * HOUR);

    ProducerRecord<byte[], byte[]> written = policy.apply(refused, NOW);

    assertThat(written.timestamp()).isEqualTo(NOW);
    assertThat(written.value()).isSameAs(refused.value());
    assertThat(new String(header(written), StandardCharsets.UTF_8))
        .isEqualTo(Long.toString(NOW + 2 * HOUR));
  }

  @Test
  void leavesOtherRecordsAlone() {
    assertThat(policy.apply(record(NOW - 1), NOW).headers()).isEmpty();
    assertThat(policy.apply(record(null), NOW).timestamp()).isNull();
    assertThat(policy.apply(record(null), NOW).headers()).isEmpty();
  }

  @Test
  void addsTheHeaderWhereTheBrokersReplaceTheTimestamp() {
    TimestampPolicy appendTime = TimestampPolicy.of(true, NO_LIMIT, HOUR, -1);

    assertThat(header(appendTime.apply(record(NOW), NOW))).isNotNull();
  }

  private static byte[] header(ProducerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader("forwarder.source.timestamp").value();
  }

  private static ProducerRecord<byte[], byte[]> record(Long timestamp) {
    return new ProducerRecord<>("tasks", null, timestamp, null, new byte[1]);
  }
}
