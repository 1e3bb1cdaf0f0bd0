/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.decode;

/** The path whose result is final for a record. */
public enum Via {
  HEADERS,
  VALUE
}
