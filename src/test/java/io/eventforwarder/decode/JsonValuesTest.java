// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        7,
        -7,
        1_234_567_890,
        999_999_999_999_999_999L,
        -99_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void readsIntegersOfAnyLength(long number) {
    assertThat(read(Long.toString(number))).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"0.0,0", "-0.5,-0.5", "12.25,12.25", "1e3,1000", "2E-1,0.2"})
  void readsOtherNumbersAsDoubles(String json, double number) {
    assertThat(read(json)).isEqualTo(number);
  }

  private static Object read(String json) {
    byte[] bytes = ("," + json + "]").getBytes(StandardCharsets.UTF_8);
    return JsonValues.read(bytes, 1, bytes.length - 1);
  }
}
