// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.source.OffsetRange;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OffsetSetTest {

  private static final long START = (1L << 40) + 65_000;

  /** Compares with a plain set, around the borders of chunks. */
  @Test
  void behavesAsASet() {
    Random random = new Random(1);
    OffsetSet offsets = new OffsetSet();
    TreeSet<Long> expected = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      long offset = START + random.nextInt(200_000);
      long other = START + random.nextInt(200_000);
      if (i % 100 == 99) {
        offsets.remove(new OffsetRange(offset, other));
        if (offset < other) {
          expected.subSet(offset, other).clear();
        }
      } else {
        offsets.add(offset);
        expected.add(offset);
      }
      if (i % 50 == 0) {
        assertThat(offsets.contains(other)).isEqualTo(expected.contains(other));
        assertThat(offsets.count(new OffsetRange(offset, other)))
            .isEqualTo(offset < other ? expected.subSet(offset, other).size() : 0);
        assertThat(offsets.first()).isEqualTo(expected.isEmpty() ? -1 : expected.first());
        assertThat(offsets.last()).isEqualTo(expected.isEmpty() ? -1 : expected.last());
      }
    }
  }

  @Test
  void isEmptyAtFirst() {
    OffsetSet offsets = new OffsetSet();

    assertThat(offsets.contains(0)).isFalse();
    assertThat(offsets.count(OffsetRange.ALL)).isZero();
    assertThat(offsets.first()).isEqualTo(-1);
    assertThat(offsets.last()).isEqualTo(-1);
  }
}
