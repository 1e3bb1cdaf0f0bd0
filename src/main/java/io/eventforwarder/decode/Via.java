// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Locale;

/** The path whose result is final for a record. */
public enum Via {
  HEADERS,
  VALUE;

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The spelling in reports and metrics. */
  @Override
  public String toString() {
    return key;
  }
}
