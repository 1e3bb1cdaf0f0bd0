// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.util.Arrays;

/** A growing byte buffer that is cleared and reused. Not thread-safe. */
final class ByteOutput {

  private static final int MAX_DECIMAL_LENGTH = 20;
  private static final int MAX_VARINT_LENGTH = 10;

  /** A larger buffer is not kept for the next use. */
  private static final int MAX_KEPT = 1 << 20;

  private static final int INITIAL = 1024;

  private byte[] bytes = new byte[INITIAL];
  private int size;

  void clear() {
    size = 0;
    if (bytes.length > MAX_KEPT) {
      bytes = new byte[INITIAL];
    }
  }

  /** Discards all that was written beyond this size. */
  void truncate(int toSize) {
    size = toSize;
  }

  int size() {
    return size;
  }

  /** Holds what was written, up to {@link #size}; another array after the next write. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Returns what was written, and starts over. */
  byte[] take() {
    byte[] taken = toByteArray();
    clear();
    return taken;
  }

  void write(int b) {
    reserve(1);
    bytes[size++] = (byte) b;
  }

  void write(byte[] source) {
    write(source, 0, source.length);
  }

  void write(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  /** The lowest bytes of a number, the most significant first. */
  void writeBigEndian(long value, int count) {
    reserve(count);
    for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** A number in decimal ASCII digits. */
  void writeDecimal(long value) {
    reserve(MAX_DECIMAL_LENGTH);
    // Negative numbers have the larger range.
    long rest = value < 0 ? value : -value;
    int digits = 1;
    for (long limit = -10; rest <= limit && digits < MAX_DECIMAL_LENGTH - 1; limit *= 10) {
      digits++;
    }
    if (value < 0) {
      bytes[size++] = '-';
    }
    for (int i = size + digits - 1; i >= size; i--) {
      long quotient = rest / 10;
      bytes[i] = (byte) ('0' + (quotient * 10 - rest));
      rest = quotient;
    }
    size += digits;
  }

  /** A number as in protobuf: seven bits a byte, the lowest first. */
  void writeVarint(long value) {
    reserve(MAX_VARINT_LENGTH);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Overwrites a byte. */
  void set(int index, int b) {
    bytes[index] = (byte) b;
  }

  private void reserve(int length) {
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, length)));
    }
  }
}
