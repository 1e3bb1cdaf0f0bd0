// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Locale;

/** The meaning of the offsets in a commit log. */
public enum OffsetSemantics {
  /** The first that is not stored yet. */
  NEXT,
  /** The last that is stored. */
  LAST_PROCESSED;

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
