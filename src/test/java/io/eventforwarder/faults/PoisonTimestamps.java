// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Which timestamp a record of an output topic must have: the source record's, or the current time
 * and the source's in a header. Near a limit either is right: the records are forwarded over some
 * time, and a forwarder may leave a margin for clocks that differ.
 *
 * @param start before the first record was forwarded
 * @param end after the last was
 */
record PoisonTimestamps(long start, long end) {

  private static final String HEADER = "forwarder.source.timestamp";

  /** Share of a limit up to which a timestamp must be kept. */
  private static final double SURELY_KEPT = 0.85;

  /**
   * How an output topic treats timestamps.
   *
   * @param hasOwnTime whether the broker stamps the records
   */
  record Limits(boolean hasOwnTime, long beforeMax, long retention) {

    long back() {
      return Math.min(beforeMax, retention / 2);
    }
  }

  /**
   * @param source the source record's timestamp
   * @param added the headers that the forwarder added
   */
  void check(
      long source,
      ConsumerRecord<byte[], byte[]> record,
      List<Header> added,
      Limits limits,
      Consumer<String> problems) {
    String header = header(added);
    String expected = Long.toString(source);
    boolean isNow = record.timestamp() >= start && record.timestamp() <= end;
    boolean isKept = record.timestamp() == source && !limits.hasOwnTime();
    if (!isKept && !isNow) {
      problems.accept("its timestamp is " + record.timestamp());
    } else if (!isKept && !Objects.equals(header, expected)) {
      problems.accept("its timestamp is the current time, its " + HEADER + " " + header);
    } else if (isKept && header != null) {
      problems.accept("its timestamp is the source's, and it has a " + HEADER + " " + header);
    } else if (isKept && isOutside(source, limits)) {
      problems.accept("its topic would refuse or soon delete its timestamp");
    } else if (!isKept && !limits.hasOwnTime() && isInside(source, limits)) {
      problems.accept("its topic would take the source's timestamp, and it has another");
    }
  }

  private boolean isOutside(long source, Limits limits) {
    return source < start - limits.back() || source > end + PoisonTopics.AFTER_MAX;
  }

  private boolean isInside(long source, Limits limits) {
    return source > end - limits.back() * SURELY_KEPT
        && source < start + PoisonTopics.AFTER_MAX * SURELY_KEPT;
  }

  private static String header(List<Header> added) {
    return added.stream()
        .filter(header -> header.key().equals(HEADER))
        .reduce((first, last) -> last)
        .map(header -> new String(header.value(), StandardCharsets.UTF_8))
        .orElse(null);
  }
}
