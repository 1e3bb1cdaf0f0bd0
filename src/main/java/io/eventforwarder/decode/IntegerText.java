// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * Reads integers that are written as text: optional white space, an optional sign, decimal ASCII
 * digits, optional white space. Holds the result of the last {@link #parse}.
 */
final class IntegerText {

  /** CPython reads no more digits than this, leading zeros included. */
  private static final int MAX_DIGITS = 4300;

  private long value;
  private boolean outOfRange;

  /**
   * Reads the bytes from {@code from} to before {@code to}; false if they are not an integer. White
   * space is 09 to 0D and 20, but not 1C to 1F.
   */
  boolean parse(byte[] bytes, int from, int to) {
    int i = from;
    int end = to;
    while (i < end && isBlank(bytes[i])) {
      i++;
    }
    while (end > i && isBlank(bytes[end - 1])) {
      end--;
    }
    boolean negative = i < end && bytes[i] == '-';
    if (negative || (i < end && bytes[i] == '+')) {
      i++;
    }
    if (i == end || end - i > MAX_DIGITS) {
      return false;
    }
    // Negative numbers have the larger range, so accumulate there.
    long negated = 0;
    boolean overflow = false;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      overflow |= negated < (Long.MIN_VALUE + digit) / 10;
      negated = negated * 10 - digit;
    }
    outOfRange = overflow || (!negative && negated == Long.MIN_VALUE);
    value = negative ? negated : -negated;
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= 0x09 && b <= 0x0D);
  }

  /** The number; undefined if {@link #isOutOfRange}. */
  long value() {
    return value;
  }

  /** True if the number does not fit signed 64 bits. */
  boolean isOutOfRange() {
    return outOfRange;
  }

  boolean isZero() {
    return value == 0 && !outOfRange;
  }
}
