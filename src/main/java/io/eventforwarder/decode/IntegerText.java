// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * Integers written as text: blanks around, one optional sign directly before the digits, decimal
 * ASCII digits. Holds the result of the last {@link #parse}.
 */
final class IntegerText {

  /** The most digits that CPython reads, leading zeros included. */
  private static final int MAX_DIGITS = 4300;

  private long value;
  private boolean outOfRange;
  private boolean zero;

  /**
   * True if all from {@code from} to before {@code to} is an integer surrounded by ASCII white
   * space (09-0D, 20).
   */
  boolean parseBytes(byte[] bytes, int from, int to) {
    return parse(bytes, from, to, false);
  }

  /** Like {@link #parseBytes}, but as in text the separators 1C-1F count as white space too. */
  boolean parseText(byte[] bytes, int from, int to) {
    return parse(bytes, from, to, true);
  }

  private boolean parse(byte[] bytes, int from, int to, boolean text) {
    int i = from;
    int end = to;
    while (i < end && isBlank(bytes[i], text)) {
      i++;
    }
    while (end > i && isBlank(bytes[end - 1], text)) {
      end--;
    }
    boolean negative = false;
    if (i < end && (bytes[i] == '-' || bytes[i] == '+')) {
      negative = bytes[i] == '-';
      i++;
    }
    if (i == end || end - i > MAX_DIGITS) {
      return false;
    }
    return parseDigits(bytes, i, end, negative);
  }

  private boolean parseDigits(byte[] bytes, int from, int to, boolean negative) {
    // Negative numbers have the larger range, so accumulate there.
    long negated = 0;
    boolean overflow = false;
    boolean onlyZeros = true;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      onlyZeros &= digit == 0;
      if (negated < (Long.MIN_VALUE + digit) / 10) {
        overflow = true;
      } else {
        negated = negated * 10 - digit;
      }
    }
    zero = onlyZeros;
    outOfRange = overflow || (!negative && negated == Long.MIN_VALUE);
    value = negative ? negated : -negated;
    return true;
  }

  private static boolean isBlank(byte b, boolean text) {
    return b == ' ' || (b >= 0x09 && b <= 0x0D) || (text && b >= 0x1C && b <= 0x1F);
  }

  /** The number, meaningless if {@link #isOutOfRange}. */
  long value() {
    return value;
  }

  /** True if the number does not fit signed 64 bits. */
  boolean isOutOfRange() {
    return outOfRange;
  }

  boolean isZero() {
    return zero;
  }
}
