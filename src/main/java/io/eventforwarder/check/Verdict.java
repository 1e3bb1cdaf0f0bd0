// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

/** What a check came to. */
public enum Verdict {
  OK("ok"),
  /** The job runs, and something may hurt later. */
  WARN("warn"),
  /** The clusters do not allow what is configured. */
  WRONG_CONFIG("fail"),
  /** A server or topic is not there, or does not let us in. */
  UNAVAILABLE("fail"),
  /** The clusters are in a state in which the job should not start. */
  CONFLICT("fail");

  private final String level;

  Verdict(String level) {
    this.level = level;
  }

  /** {@code ok}, {@code warn} or {@code fail}. */
  public String level() {
    return level;
  }

  public boolean isFailure() {
    return ordinal() >= WRONG_CONFIG.ordinal();
  }
}
