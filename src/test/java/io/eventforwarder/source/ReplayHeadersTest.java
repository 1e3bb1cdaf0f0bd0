// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayHeadersTest {

  private static final Coordinates CURRENT = new Coordinates("events", 2, 900);
  private static final Coordinates FIRST = new Coordinates("events", 1, 17);

  @Test
  void readsWhatWasAdded() {
    Headers headers = new RecordHeaders();
    ReplayHeaders.add(headers, 2, FIRST);

    assertThat(ReplayHeaders.origin(headers, CURRENT)).isEqualTo(FIRST);
    assertThat(ReplayHeaders.count(headers)).isEqualTo(2);
  }

  @Test
  void recordThatWasNotReplayedIsItsOwnOrigin() {
    assertThat(ReplayHeaders.origin(new RecordHeaders(), CURRENT)).isSameAs(CURRENT);
    assertThat(ReplayHeaders.count(new RecordHeaders())).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    ReplayHeaders.ORIGIN_TOPIC + ", ''",
    ReplayHeaders.ORIGIN_PARTITION + ", one",
    ReplayHeaders.ORIGIN_PARTITION + ", 4294967296",
    ReplayHeaders.ORIGIN_PARTITION + ", -1",
    ReplayHeaders.ORIGIN_OFFSET + ", ''",
    ReplayHeaders.ORIGIN_OFFSET + ", 1.5",
    ReplayHeaders.ORIGIN_OFFSET + ", 99999999999999999999",
  })
  void headerOfAnotherTypeLeavesTheRecordItsOwnOrigin(String name, String value) {
    Headers headers = new RecordHeaders();
    ReplayHeaders.add(headers, 1, FIRST);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));

    assertThat(ReplayHeaders.origin(headers, CURRENT)).isEqualTo(CURRENT);
  }

  @ParameterizedTest
  @CsvSource({
    ReplayHeaders.ORIGIN_TOPIC,
    ReplayHeaders.ORIGIN_PARTITION,
    ReplayHeaders.ORIGIN_OFFSET,
  })
  void missingOrNullHeaderLeavesTheRecordItsOwnOrigin(String name) {
    Headers headers = new RecordHeaders();
    ReplayHeaders.add(headers, 1, FIRST);
    headers.add(name, null);
    assertThat(ReplayHeaders.origin(headers, CURRENT)).isEqualTo(CURRENT);

    headers.remove(name);
    assertThat(ReplayHeaders.origin(headers, CURRENT)).isEqualTo(CURRENT);
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "03, 3", "many, 0", "-2, 0", "'', 0", "999999999999, 2147483646"})
  void countIsNeverNegative(String text, int expected) {
    Headers headers = new RecordHeaders();
    headers.add(ReplayHeaders.COUNT, text.getBytes(StandardCharsets.UTF_8));

    assertThat(ReplayHeaders.count(headers)).isEqualTo(expected);
  }
}
