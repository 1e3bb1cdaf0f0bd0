// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/** The path whose result is final for a record. */
public enum Via {
  HEADERS,
  VALUE
}
