// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

/** The outcome of a check, failures in the order in which they are best fixed. */
public enum Verdict {
  OK("ok"),
  /** The job runs, but something may fail or slow it down later. */
  WARN("warn"),
  /** The clusters do not allow this configuration. */
  WRONG_CONFIG("fail"),
  /** A server or topic does not exist, does not answer or refuses us. */
  UNAVAILABLE("fail"),
  /** The job should not start while the clusters are in this state. */
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
