// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The shape of the records of one measurement.
 *
 * @param valueBytes the approximate length of each value
 */
record Workload(Kind kind, int valueBytes) {

  static final EventStreamType TYPE = EventStreamType.ERROR;

  private static final long SEED = 7;
  private static final int POOL_BYTES = 16 << 20;
  private static final int MIN_POOL = 200;
  private static final int MAX_POOL = 4_000;
  private static final int DEAD_LETTER_EVERY = 100;

  /** Longer values are measured with fewer records. */
  private static final int FULL_COUNT_BYTES = 6_000;

  enum Kind {
    HEADERS("with headers"),
    NO_HEADERS("without headers"),
    DEAD_LETTERS("1 % dead letters");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  static Workload headers(int valueBytes) {
    return new Workload(Kind.HEADERS, valueBytes);
  }

  static Workload noHeaders(int valueBytes) {
    return new Workload(Kind.NO_HEADERS, valueBytes);
  }

  static Workload deadLetters(int valueBytes) {
    return new Workload(Kind.DEAD_LETTERS, valueBytes);
  }

  /** For humans: {@code 1.5 KB with headers}. */
  String title() {
    String size =
        valueBytes % 1000 == 0 ? Integer.toString(valueBytes / 1000) : "" + valueBytes / 1000.0;
    return size + " KB " + kind.description;
  }

  /** For topics: {@code headers-1500}. */
  String id() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + valueBytes;
  }

  /** The number of records that replaces {@code records} short ones. */
  long scale(long records) {
    return Math.max(1, records * FULL_COUNT_BYTES / Math.max(FULL_COUNT_BYTES, valueBytes));
  }

  /** Records to write in turn, repeatedly. */
  List<SampleTraffic.Sample> pool() {
    SampleTraffic traffic = new SampleTraffic(SEED, valueBytes);
    int size = Math.max(MIN_POOL, Math.min(MAX_POOL, POOL_BYTES / valueBytes));
    List<SampleTraffic.Sample> pool = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      pool.add(traffic.next(TYPE, kindOf(i)));
    }
    return pool;
  }

  private SampleKind kindOf(int index) {
    return switch (kind) {
      case HEADERS -> SampleKind.HEADERS;
      case NO_HEADERS -> SampleKind.NO_HEADERS;
      case DEAD_LETTERS ->
          index % DEAD_LETTER_EVERY == 0 ? SampleKind.BOTH_BROKEN : SampleKind.HEADERS;
    };
  }
}
