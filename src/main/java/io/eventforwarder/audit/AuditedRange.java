// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.LedgerRow;
import java.util.Optional;

/** One row of the ledger, or a stretch without one, and how much of its output has been seen. */
final class AuditedRange {

  final long from;
  final long to;

  /** Null where the ledger has no row. */
  final LedgerRow row;

  /** How the row contradicts itself. */
  final Optional<String> contradiction;

  /** True once all output of the range must have been seen. */
  boolean isSettled;

  long tasks;
  long deadLetters;

  private AuditedRange(long from, long to, LedgerRow row, Optional<String> contradiction) {
    this.from = from;
    this.to = to;
    this.row = row;
    this.contradiction = contradiction;
  }

  static AuditedRange of(LedgerRow row, Optional<String> contradiction) {
    return new AuditedRange(row.from(), row.to(), row, contradiction);
  }

  static AuditedRange withoutRow(long from, long to) {
    return new AuditedRange(from, to, null, Optional.empty());
  }

  boolean contains(long offset) {
    return from <= offset && offset < to;
  }

  /** True if what was seen is what the row counts. */
  boolean isProven() {
    return row != null
        && contradiction.isEmpty()
        && tasks == row.dispatched()
        && deadLetters == row.deadLettered();
  }

  void count(OutputKind kind) {
    if (kind == OutputKind.TASK) {
      tasks++;
    } else {
      deadLetters++;
    }
  }
}
