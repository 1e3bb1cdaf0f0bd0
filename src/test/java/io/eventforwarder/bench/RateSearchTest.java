// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {

  private static final RateSearch SEARCH = new RateSearch(16_000, 1_000_000, 0.05);

  @ParameterizedTest
  @ValueSource(doubles = {137, 15_999, 16_000, 39_000, 61_000, 640_000})
  void findsTheHighestRateThatIsSustained(double capacity) throws Exception {
    Sustainable found = search(SEARCH, capacity);

    assertThat(found.recordsPerSecond()).isBetween(capacity / 1.05 - 1, capacity);
    assertThat(found.notSustained()).isGreaterThan(capacity);
    assertThat(found.notSustained() / found.recordsPerSecond()).isLessThanOrEqualTo(1.06);
    assertThat(found.trials()).hasSizeLessThan(32);
  }

  @Test
  void offersNoMoreThanTheHighestRate() throws Exception {
    Sustainable found = search(new RateSearch(16_000, 20_000, 0.05), 100_000);

    assertThat(found.trials()).extracting(Trial::offered).containsExactly(16_000.0, 20_000.0);
    assertThat(found.recordsPerSecond()).isEqualTo(20_000);
    assertThat(found.notSustained()).isInfinite();
  }

  @Test
  void triesAgainWhatWasNotSustained() throws Exception {
    Iterator<Boolean> sustained = List.of(true, false, true, false, false).iterator();

    Sustainable found = search(new RateSearch(10_000, 1_000_000, 0.6), rate -> sustained.next());

    assertThat(found.trials())
        .extracting(Trial::offered)
        .containsExactly(10_000.0, 16_000.0, 16_000.0, 25_600.0, 25_600.0);
    assertThat(found.recordsPerSecond()).isEqualTo(16_000);
    assertThat(found.notSustained()).isEqualTo(25_600);
  }

  @Test
  void failsIfNoRateIsSustained() {
    assertThatThrownBy(() -> search(SEARCH, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("even 100 records/s are not sustained");
  }

  private static Sustainable search(RateSearch search, double capacity) throws Exception {
    return search(search, rate -> rate <= capacity);
  }

  private static Sustainable search(RateSearch search, DoublePredicate sustained) throws Exception {
    Ages ages = new Ages(1, 1, 1, 1, 1);
    List<Trial> trials = search.run(rate -> new Trial(rate, ages, 0, sustained.test(rate)));
    return new Sustainable(Guarantee.EXACTLY_ONCE_1_S, trials);
  }
}
