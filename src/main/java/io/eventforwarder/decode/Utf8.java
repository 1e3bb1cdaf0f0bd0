// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, no truncated sequence.
 */
final class Utf8 {

  /** Reads eight bytes at an index, the first as the lowest. */
  static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** In eight bytes, the bits that are set beyond ASCII. */
  static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  static boolean isValid(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end) {
      if (i + 8 <= end && ((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) == 0) {
        i += 8;
      } else if (bytes[i] >= 0) {
        i++;
      } else {
        int length = sequenceLength(bytes, i, end);
        if (length == 0) {
          return false;
        }
        i += length;
      }
    }
    return true;
  }

  /**
   * Length of the multi-byte sequence at {@code i}, 0 if there is no valid one.
   *
   * <pre>
   * first     second    third     fourth
   * C2..DF    80..BF
   * E0        A0..BF    80..BF              no overlong forms
   * E1..EC    80..BF    80..BF
   * ED        80..9F    80..BF              no surrogates
   * EE..EF    80..BF    80..BF
   * F0        90..BF    80..BF    80..BF    no overlong forms
   * F1..F3    80..BF    80..BF    80..BF
   * F4        80..8F    80..BF    80..BF    nothing above U+10FFFF
   * </pre>
   */
  static int sequenceLength(byte[] bytes, int i, int end) {
    int first = bytes[i] & 0xFF;
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < 0xC2 || first > 0xF4 || length > end - i) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[i + 1] & 0xFF;
    boolean allowed =
        switch (first) {
          case 0xE0 -> second >= 0xA0;
          case 0xED -> second <= 0x9F;
          case 0xF0 -> second >= 0x90;
          case 0xF4 -> second <= 0x8F;
          default -> true;
        };
    return allowed ? length : 0;
  }
}
