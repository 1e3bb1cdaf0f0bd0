// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Locale;

/** Where the decoder looks for the facts. */
public enum DecodeMode {
  /** The headers, and the value when the headers do not decide. */
  HEADERS_FIRST,
  /** The value alone; the headers are not looked at. */
  VALUE_ONLY;

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
