// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.io.Serializable;

/**
 * Limits on the JSON that the decoder accepts. A document beyond one of them is a failure with
 * reason {@link FailureReason#LIMIT_EXCEEDED}, also if the excess is in data that the decoder
 * ignores.
 *
 * @param maxDepth arrays and objects that may be open at once
 * @param maxNumberLength characters of one number
 * @param maxStringLength bytes of one string as written, without its quotes
 */
public record DecodeLimits(int maxDepth, int maxNumberLength, int maxStringLength)
    implements Serializable {

  /** The highest depth that may be configured. Workers accept little more. */
  public static final int MAX_DEPTH = 1000;

  /**
   * 1000 levels, as the Python forwarder; 4300 digits, as CPython's integers; 50,000,000 bytes, the
   * largest record that Sentry's producers send.
   */
  public static final DecodeLimits DEFAULT = new DecodeLimits(MAX_DEPTH, 4300, 50_000_000);

  public DecodeLimits {
    requirePositive(maxDepth, "maxDepth");
    if (maxDepth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "maxDepth must be at most " + MAX_DEPTH + ", was " + maxDepth);
    }
    requirePositive(maxNumberLength, "maxNumberLength");
    requirePositive(maxStringLength, "maxStringLength");
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }
}
