// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedTimestampTest {

  @Test
  void readsSecondsWithAFraction() {
    assertThat(read("1795377600.123456")).hasValue(1_795_377_600_123L);
    assertThat(read("1795377600")).hasValue(1_795_377_600_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "NaN", "Infinity", "-1", "1e300"})
  void isEmptyForAnythingElse(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void isEmptyWithoutTheHeader() {
    assertThat(ReceivedTimestamp.read(new RecordHeaders())).isEmpty();
    assertThat(ReceivedTimestamp.read(new RecordHeaders().add(ReceivedTimestamp.HEADER, null)))
        .isEmpty();
  }

  private static OptionalLong read(String text) {
    return ReceivedTimestamp.read(
        new RecordHeaders().add(ReceivedTimestamp.HEADER, text.getBytes(StandardCharsets.UTF_8)));
  }
}
