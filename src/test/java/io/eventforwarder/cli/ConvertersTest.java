// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.250+02:00, 2026-03-01T10:00:00.250Z",
    "2026-03-01T12:00, 2026-03-01T12:00:00Z",
    "2026-03-01, 2026-03-01T00:00:00Z",
    "1772366400000, 2026-03-01T12:00:00Z",
  })
  void readsTimes(String text, Instant expected) {
    assertThat(Converters.time(text)).isEqualTo(expected);
  }

  @Test
  void readsHowLongAgo() {
    assertThat(Duration.between(Converters.time("2h"), Instant.now()))
        .isBetween(Duration.ofHours(2), Duration.ofHours(2).plusSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2h3", "-5", "2026-13-01", "99999999999999999999"})
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Converters.time(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is not a time");
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, 6",
    "5..9, 5, 10",
    "5.., 5, 9223372036854775807",
    "..9, 0, 10",
    "0..0, 0, 1",
    "999999999999999999, 999999999999999999, 1000000000000000000",
  })
  void readsOffsets(String text, long from, long to) {
    assertThat(Converters.offsets(text)).isEqualTo(new OffsetRange(from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a", "-1", "1-5", "9..5", "5...9"})
  void refusesWhatAreNoOffsets(String text) {
    assertThatThrownBy(() -> Converters.offsets(text)).isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "100/s, 100", "0.5/s, 0.5"})
  void readsRates(String text, double expected) {
    assertThat(Converters.rate(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "5/m", "fast"})
  void refusesWhatIsNoRate(String text) {
    assertThatThrownBy(() -> Converters.rate(text)).isInstanceOf(TypeConversionException.class);
  }
}
