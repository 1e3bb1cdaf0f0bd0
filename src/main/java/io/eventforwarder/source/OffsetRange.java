// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

/** Offsets of a partition, from {@code from} to before {@code to}. */
public record OffsetRange(long from, long to) {

  public static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);
  public static final OffsetRange NONE = new OffsetRange(0, 0);

  public static OffsetRange of(long offset) {
    return new OffsetRange(offset, offset + 1);
  }

  public boolean isEmpty() {
    return from >= to;
  }

  public long length() {
    return Math.max(0, to - from);
  }

  public boolean contains(long offset) {
    return from <= offset && offset < to;
  }

  /** The smallest range that has all offsets of this one and another. */
  public OffsetRange span(OffsetRange other) {
    return new OffsetRange(Math.min(from, other.from), Math.max(to, other.to));
  }

  /** The offsets that this range and another have in common. */
  public OffsetRange intersection(OffsetRange other) {
    return new OffsetRange(Math.max(from, other.from), Math.min(to, other.to));
  }
}
