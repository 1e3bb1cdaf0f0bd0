// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** What becomes of the job when records were deleted before it could read them. */
public enum OnGap {
  /** It goes on at the first record that is left. */
  RECORD("record"),
  /** It ends as failed, without a restart. */
  FAIL("fail");

  private final String key;

  OnGap(String key) {
    this.key = key;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
