// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Locale;

/** What the job does when records were deleted before it could read them. */
public enum OnGap {
  /** It continues at the first record that is left. */
  RECORD,
  /** It ends as failed, without a restart. */
  FAIL;

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
