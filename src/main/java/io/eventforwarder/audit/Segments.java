// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Verdicts on ranges of one partition that do not overlap. Neighbours that are equal are one. */
final class Segments {

  private final TopicPartition partition;
  private final TreeMap<Long, Finding> byStart = new TreeMap<>();

  Segments(TopicPartition partition) {
    this.partition = partition;
  }

  /** Adds offsets whose records nobody has counted. */
  void add(Verdict verdict, OffsetRange offsets, String detail) {
    add(verdict, offsets, offsets.length(), detail);
  }

  void add(Verdict verdict, OffsetRange offsets, long records, String detail) {
    if (offsets.isEmpty()) {
      return;
    }
    Finding added = new Finding(verdict, partition, offsets, records, detail);
    Map.Entry<Long, Finding> before = byStart.lowerEntry(offsets.from());
    if (before != null && isContinued(before.getValue(), added)) {
      added = merge(before.getValue(), added);
    }
    Finding after = byStart.get(offsets.to());
    if (after != null && isContinued(added, after)) {
      byStart.remove(offsets.to());
      added = merge(added, after);
    }
    byStart.put(added.offsets().from(), added);
  }

  private static boolean isContinued(Finding one, Finding next) {
    return one.offsets().to() == next.offsets().from()
        && one.verdict() == next.verdict()
        && one.detail().equals(next.detail());
  }

  private static Finding merge(Finding one, Finding next) {
    return new Finding(
        one.verdict(),
        one.partition(),
        one.offsets().span(next.offsets()),
        one.records() + next.records(),
        one.detail());
  }

  Stream<Finding> stream() {
    return byStart.values().stream();
  }
}
