// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.OffsetRange;

/** The offsets of one ledger row, or offsets without one, and how much output has been read. */
final class AuditedRange {

  final OffsetRange offsets;

  /** Null if the ledger has no row. */
  final LedgerRow row;

  /** How the row contradicts itself; empty if it does not. */
  final String contradiction;

  /** True if all output of the range has been read by the end of the pass. */
  boolean isSettled;

  long tasks;
  long deadLetters;

  /**
   * @param parsed null if the ledger has no row
   */
  AuditedRange(OffsetRange offsets, LedgerRowJson.Parsed parsed) {
    this.offsets = offsets;
    this.row = parsed == null ? null : parsed.row();
    this.contradiction = parsed == null ? "" : parsed.contradiction().orElse("");
  }

  /** True if the output that was read is what the row counts. */
  boolean isProven() {
    return row != null
        && contradiction.isEmpty()
        && tasks == row.dispatched()
        && deadLetters == row.deadLettered();
  }

  void count(OutputKind kind, long more) {
    if (kind == OutputKind.TASK) {
      tasks += more;
    } else {
      deadLetters += more;
    }
  }
}
