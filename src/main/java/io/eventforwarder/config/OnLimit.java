// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

/** What becomes of the job when too many records of a partition fail. */
public enum OnLimit {
  /** It goes on, with an alarm metric and a log line a minute. */
  CONTINUE("continue"),
  /** It ends as failed, without a restart. */
  FAIL("fail");

  private final String key;

  OnLimit(String key) {
    this.key = key;
  }

  /** The spelling in configuration. */
  @Override
  public String toString() {
    return key;
  }
}
