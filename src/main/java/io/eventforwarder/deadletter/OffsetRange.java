// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

/** Offsets from {@code first} to {@code last}, both included. */
public record OffsetRange(long first, long last) {

  public static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);

  boolean contains(long offset) {
    return first <= offset && offset <= last;
  }
}
