// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What each scenario compares. Variants within a group take turns. Groups run one after another, so
 * that the page cache does not have to hold the records of all.
 */
final class Comparisons {

  static final Workload TYPICAL = Workload.headers(1_500);
  static final Workload FALLBACK = Workload.noHeaders(1_500);
  static final Workload LARGE = Workload.headers(29_000);

  static final Variant JOB = Variant.of(Side.EXACTLY_ONCE);
  static final Variant MSGPACK = JOB.withMsgpack();
  static final Variant PLAIN = Variant.of(Side.PLAIN);
  static final Variant AT_LEAST_ONCE = Variant.of(Side.AT_LEAST_ONCE);
  static final Variant LEDGER = Variant.of(Side.EXACTLY_ONCE_WITH_LEDGER);

  private static final Variant POLL = Variant.of(Side.POLL);
  private static final int[] SIZES = {750, 1_500, 4_000, 8_000, 16_000, 29_000, 64_000};

  private Comparisons() {}

  /**
   * @param against whether another version is measured too
   */
  static List<List<Comparison>> of(Scenario scenario, boolean quick, boolean against) {
    return switch (scenario) {
      case THROUGHPUT -> throughput(quick, against);
      case SCALING ->
          List.of(
              List.of(
                  scaling(1, 1),
                  scaling(4, 1, 2, 4),
                  scaling(16, 1, 4, 16),
                  scaling(64, 1, 2, 4, 8, 16)));
      case LEDGER -> List.of(List.of(new Comparison(TYPICAL, 1, List.of(JOB, LEDGER))));
      case SIZES -> Arrays.stream(SIZES).mapToObj(Comparisons::size).toList();
      case LATENCY, INTERVALS, SOAK -> List.of();
    };
  }

  private static List<List<Comparison>> throughput(boolean quick, boolean against) {
    List<Variant> few = variants(against, POLL, JOB.floor(), PLAIN, JOB);
    if (quick) {
      return List.of(List.of(new Comparison(TYPICAL, 1, few)));
    }
    List<Variant> many =
        variants(against, POLL, JOB.floor(), PLAIN, AT_LEAST_ONCE, JOB, MSGPACK.floor(), MSGPACK);
    return List.of(
        List.of(new Comparison(TYPICAL, 1, many)),
        List.of(new Comparison(FALLBACK, 1, few)),
        List.of(new Comparison(LARGE, 1, few)),
        List.of(new Comparison(Workload.deadLetters(1_500), 1, few)));
  }

  /** The other version's job runs after this one's. */
  private static List<Variant> variants(boolean against, Variant... own) {
    return Stream.of(own)
        .flatMap(
            variant ->
                against && variant.side() == Side.EXACTLY_ONCE
                    ? Stream.of(variant, variant.inOtherVersion())
                    : Stream.of(variant))
        .toList();
  }

  private static Comparison scaling(int partitions, int... subtasks) {
    List<Variant> variants = new ArrayList<>(List.of(JOB.floor()));
    IntStream.of(subtasks).mapToObj(JOB::with).forEach(variants::add);
    return new Comparison(TYPICAL, partitions, variants);
  }

  private static List<Comparison> size(int valueBytes) {
    return List.of(
        new Comparison(Workload.headers(valueBytes), 1, List.of(JOB)),
        new Comparison(Workload.noHeaders(valueBytes), 1, List.of(JOB)));
  }
}
