// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.util.Set;

/**
 * Selects dead letters. Topics, partitions, offsets and timestamps are those of the original
 * records. An empty set selects all.
 */
public record Selection(
    Set<String> reasons,
    Set<String> topics,
    Set<Integer> partitions,
    OffsetRange offsets,
    Period period) {

  public static final Selection ALL =
      new Selection(Set.of(), Set.of(), Set.of(), OffsetRange.ALL, Period.ALL);

  /** Milliseconds since the epoch, without {@code until}. */
  public record Period(long since, long until) {

    /** Includes records without a timestamp. */
    public static final Period ALL = new Period(Long.MIN_VALUE, Long.MAX_VALUE);

    boolean contains(long timestamp) {
      return since <= timestamp && timestamp < until;
    }
  }

  boolean matches(StoredDeadLetter deadLetter) {
    Coordinates source = deadLetter.source();
    return period.contains(deadLetter.timestamp())
        && allows(topics, source.topic())
        && allows(partitions, source.partition())
        && offsets.contains(source.offset())
        && allows(reasons, deadLetter.reason());
  }

  private static <T> boolean allows(Set<T> allowed, T value) {
    return allowed.isEmpty() || allowed.contains(value);
  }
}
