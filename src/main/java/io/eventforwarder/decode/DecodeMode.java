// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/** Where the decoder looks for the facts. */
public enum DecodeMode {
  /** The headers, and the value when the headers do not decide. */
  HEADERS_FIRST("headers-first"),
  /** The value alone; the headers are not looked at. */
  VALUE_ONLY("value-only");

  private final String key;

  DecodeMode(String key) {
    this.key = key;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
