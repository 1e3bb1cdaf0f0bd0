// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Locale;

/** Which position counts when a group announces one before its last. */
public enum OnBackward {
  /** The highest, since stored events stay stored. */
  MAXIMUM,
  /** The last. */
  FOLLOW;

  /** The position that counts after two announcements. */
  public long merge(long earlier, long later) {
    return this == MAXIMUM ? Math.max(earlier, later) : later;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
