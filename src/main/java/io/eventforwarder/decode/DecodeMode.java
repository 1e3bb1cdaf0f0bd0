// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Locale;

/** Which parts of a record are decoded. */
public enum DecodeMode {
  /** The headers, and the value if the headers do not decide. */
  HEADERS_FIRST,
  /** The value alone. */
  VALUE_ONLY;

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
