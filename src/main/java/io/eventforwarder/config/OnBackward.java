// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** What counts when a group announces a position before its last. */
public enum OnBackward {
  /** The highest: what was stored stays stored. */
  MAXIMUM("maximum"),
  /** The last. */
  FOLLOW("follow");

  private final String key;

  OnBackward(String key) {
    this.key = key;
  }

  /** The position that counts of two that were announced one after the other. */
  public long merge(long earlier, long later) {
    return this == MAXIMUM ? Math.max(earlier, later) : later;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
