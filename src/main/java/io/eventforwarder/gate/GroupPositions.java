// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.OnBackward;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What the followed groups have announced of one source partition. */
final class GroupPositions {

  private final Set<String> groups;
  private final OnBackward onBackward;
  private final Map<String, Long> announced;
  private long lowest;

  /**
   * @param groups all of which must have passed an offset; without any nothing is ever stored
   * @param announced so far, by group
   */
  GroupPositions(Set<String> groups, OnBackward onBackward, Map<String, Long> announced) {
    this.groups = groups;
    this.onBackward = onBackward;
    this.announced = new HashMap<>(announced);
    updateLowest();
  }

  void announced(Announcement announcement) {
    announced.merge(announcement.group(), announcement.position(), onBackward::merge);
    updateLowest();
  }

  private void updateLowest() {
    lowest = groups.isEmpty() ? 0 : Long.MAX_VALUE;
    for (String group : groups) {
      lowest = Math.min(lowest, announced.getOrDefault(group, 0L));
    }
  }

  /** All groups have stored what stands before this offset; 0 as long as one has said nothing. */
  long lowest() {
    return lowest;
  }

  Map<String, Long> byGroup() {
    return announced;
  }
}
