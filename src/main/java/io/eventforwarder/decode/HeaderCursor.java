// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * A single forward pass over one record's headers, in their order. Starts before the first header.
 * Name and value of the current header are parts of byte arrays, which the caller must neither
 * change nor keep.
 */
public interface HeaderCursor {

  /** Moves to the next header; false when there is none. */
  boolean next();

  /** Holds the name from {@link #nameStart} to before {@link #nameEnd}. */
  byte[] name();

  int nameStart();

  int nameEnd();

  /**
   * Holds the value from {@link #valueStart} to before {@link #valueEnd}; null if the value is
   * null.
   */
  byte[] value();

  int valueStart();

  int valueEnd();
}
