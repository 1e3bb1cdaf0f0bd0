// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/** Why wanted offsets are gone. Part of the ledger's rows: constants are added, never changed. */
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
