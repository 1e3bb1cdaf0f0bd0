// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

  private static final SwitchKey MODE = new SwitchKey(Switch.DECODE_MODE, null);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 32, 100, 1000})
  void aLargerShareHasAllOfASmallerOneAndIsThatLarge(int partitions) {
    Set<Integer> before = Set.of();
    for (int percent = 0; percent <= 100; percent++) {
      Set<Integer> chosen = chosen(partitions, percent);
      assertThat(chosen).containsAll(before);
      assertThat((double) chosen.size())
          .isBetween(partitions * percent / 100.0 - 2.5, partitions * percent / 100.0 + 2.5);
      before = chosen;
    }
  }

  @Test
  void hasNoneAtZeroAllAtOneHundredAndPartitionZeroInBetween() {
    assertThat(chosen(64, 0)).isEmpty();
    assertThat(chosen(64, 100)).hasSize(64);
    assertThat(chosen(64, 1)).containsExactly(0);
  }

  /** Changed places would move partitions between modes when the job is updated. */
  @Test
  void choosesTheSameForEver() {
    assertThat(chosen(32, 10)).containsExactlyInAnyOrder(0, 5, 13, 26);
  }

  private static Set<Integer> chosen(int partitions, int percent) {
    return IntStream.range(0, partitions)
        .filter(new Setting(MODE, "value-only", percent)::includes)
        .boxed()
        .collect(Collectors.toSet());
  }
}
