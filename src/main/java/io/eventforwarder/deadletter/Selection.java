// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.util.Set;

/**
 * Selects dead letters. Topics, partitions, offsets and timestamps are those of the original
 * records.
 *
 * @param reasons empty for all
 * @param topics empty for all
 * @param partitions empty for all
 * @param since the first millisecond since the epoch
 * @param until the first millisecond that is too late
 */
public record Selection(
    Set<String> reasons,
    Set<String> topics,
    Set<Integer> partitions,
    OffsetRange offsets,
    long since,
    long until) {

  /** A value of {@code since} that selects every record, also without a timestamp. */
  public static final long ANY_TIME = Long.MIN_VALUE;

  public static final Selection ALL =
      new Selection(Set.of(), Set.of(), Set.of(), OffsetRange.ALL, ANY_TIME, Long.MAX_VALUE);

  boolean matches(StoredDeadLetter deadLetter) {
    long timestamp = deadLetter.timestamp();
    Coordinates source = deadLetter.source();
    return timestamp >= since
        && timestamp < until
        && allows(topics, source.topic())
        && allows(partitions, source.partition())
        && offsets.contains(source.offset())
        && allows(reasons, deadLetter.reason());
  }

  private static <T> boolean allows(Set<T> allowed, T value) {
    return allowed.isEmpty() || allowed.contains(value);
  }
}
