// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** Which position counts when a group announces an earlier one than before. */
public enum OnBackward {
  /** The highest, since stored events stay stored. */
  MAXIMUM,
  /** The latest. */
  FOLLOW;

  /** The position that counts after two announcements. */
  public long merge(long earlier, long later) {
    return this == MAXIMUM ? Math.max(earlier, later) : later;
  }
}
