/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.decode;

/**
 * A single forward pass over one record's headers, in their order. Starts before the first header.
 * Values are fetched only when asked for, since fetching may copy.
 */
public interface HeaderCursor {

  /** Moves to the next header; false when there is none. */
  boolean next();

  /** Name of the current header. */
  String name();

  /** Value of the current header, null if it is null. The caller must not change the bytes. */
  byte[] value();
}
