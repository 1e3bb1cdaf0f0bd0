// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings.OnBackward;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The positions that the followed groups have announced for one source partition. Written by one
 * thread; others may read {@link #lowest}.
 */
final class GroupPositions {

  private final Set<String> groups;
  private final OnBackward onBackward;
  private final Map<String, Long> announced;
  private volatile long lowest;

  /**
   * @param groups all of which must have stored an offset; without groups, none is stored
   * @param announced positions so far, by group
   */
  GroupPositions(Set<String> groups, OnBackward onBackward, Map<String, Long> announced) {
    this.groups = groups;
    this.onBackward = onBackward;
    this.announced = new HashMap<>(announced);
    this.lowest = findLowest();
  }

  /** Returns whether the lowest position has changed. */
  boolean announced(Announcement announcement) {
    announced.merge(announcement.group(), announcement.position(), onBackward::merge);
    long before = lowest;
    lowest = findLowest();
    return lowest != before;
  }

  private long findLowest() {
    return groups.stream().mapToLong(each -> announced.getOrDefault(each, 0L)).min().orElse(0);
  }

  /** All groups have stored all offsets before this one; 0 until each has announced a position. */
  long lowest() {
    return lowest;
  }

  Map<String, Long> byGroup() {
    return announced;
  }
}
