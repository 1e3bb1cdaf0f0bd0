// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/** The cause of a gap. Ledger rows carry the spelling, so it never changes. */
public enum GapCause {
  /** The brokers deleted the records before they were read: retention, or deleted on request. */
  RETENTION("retention");

  private final String key;

  GapCause(String key) {
    this.key = key;
  }

  /** The spelling in a row. */
  @Override
  public String toString() {
    return key;
  }
}
