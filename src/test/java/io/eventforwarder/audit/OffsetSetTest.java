// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import static org.assertj.core.api.Assertions.assertThat;

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
        offsets.remove(offset, other);
        if (offset < other) {
          expected.subSet(offset, other).clear();
        }
      } else {
        assertThat(offsets.add(offset)).isEqualTo(expected.add(offset));
      }
      if (i % 50 == 0) {
        assertThat(offsets.contains(other)).isEqualTo(expected.contains(other));
        assertThat(offsets.count(offset, other))
            .isEqualTo(offset < other ? expected.subSet(offset, other).size() : 0);
        Long next = expected.ceiling(other);
        assertThat(offsets.next(other)).isEqualTo(next == null ? -1 : next);
        assertThat(offsets.last()).isEqualTo(expected.isEmpty() ? -1 : expected.last());
      }
    }
  }

  @Test
  void isEmptyAtFirst() {
    OffsetSet offsets = new OffsetSet();

    assertThat(offsets.contains(0)).isFalse();
    assertThat(offsets.count(0, Long.MAX_VALUE)).isZero();
    assertThat(offsets.next(0)).isEqualTo(-1);
    assertThat(offsets.last()).isEqualTo(-1);
  }
}
