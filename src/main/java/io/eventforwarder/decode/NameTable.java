// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds a constant of an enum by the bytes of its ASCII name. No two names may have both length and
 * first byte in common, so that one comparison decides.
 */
final class NameTable<E extends Enum<E>> {

  private static final int SIZE = 64;

  private final byte[][] names = new byte[SIZE][];
  private final E[] constants;

  /**
   * @param constants each named as {@link Object#toString} says
   */
  @SafeVarargs
  NameTable(E... constants) {
    this.constants = Arrays.copyOf(constants, SIZE);
    Arrays.fill(this.constants, null);
    for (E constant : constants) {
      byte[] name = constant.toString().getBytes(StandardCharsets.US_ASCII);
      int hash = hash(name.length, name[0]);
      if (names[hash] != null) {
        throw new IllegalArgumentException(
            constant + " and " + this.constants[hash] + " share a place in the table");
      }
      names[hash] = name;
      this.constants[hash] = constant;
    }
  }

  /** The constant with this name, null if there is none. */
  E find(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return null;
    }
    int hash = hash(length, bytes[start]);
    byte[] name = names[hash];
    return name != null
            && name.length == length
            && Arrays.equals(name, 0, length, bytes, start, end)
        ? constants[hash]
        : null;
  }

  private static int hash(int length, byte first) {
    return 5 * length + first & SIZE - 1;
  }
}
