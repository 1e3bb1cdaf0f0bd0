// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a JSON array or object: UTF-8, strictly valid, with integers within signed 64 bits.
 * Compares by content. The bytes must not be changed.
 */
public record JsonText(byte[] utf8) {

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonText text && Arrays.equals(utf8, text.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
