// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** What the job does when records were deleted before it read them. */
public enum OnGap {
  /** Continue at the first remaining record. */
  RECORD,
  /** Fail without a restart. */
  FAIL
}
