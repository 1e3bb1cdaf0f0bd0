// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** What the job does when too many records of a partition fail. */
public enum OnLimit {
  /** Continue, with an alarm metric and one log line a minute. */
  CONTINUE,
  /** Fail without a restart. */
  FAIL
}
