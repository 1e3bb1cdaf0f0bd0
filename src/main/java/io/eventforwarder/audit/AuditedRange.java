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
   * @param offsets those of the row, or the rest of them if another row holds for some
   * @param parsed null if the ledger has no row
   */
  AuditedRange(OffsetRange offsets, LedgerRowJson.Parsed parsed, boolean isSettled) {
    this(
        offsets,
        parsed == null ? null : parsed.row(),
        parsed == null ? "" : parsed.contradiction().orElse(""),
        isSettled);
  }

  private AuditedRange(
      OffsetRange offsets, LedgerRow row, String contradiction, boolean isSettled) {
    this.offsets = offsets;
    this.row = row;
    this.contradiction = contradiction;
    this.isSettled = isSettled;
  }

  /** The part of this range that another row leaves to it. */
  AuditedRange part(OffsetRange part) {
    return new AuditedRange(part, row, contradiction, isSettled);
  }

  /** Whether these are not all offsets of the row, so that its counts say nothing about them. */
  boolean isPart() {
    return row != null && offsets.length() < row.offsets().length();
  }

  /** How many records it has; where that is not known, how many offsets. */
  long records() {
    return row == null || isPart() ? offsets.length() : row.counts().records();
  }

  /** True if the output that was read is what the row counts. */
  boolean isProven() {
    return row != null
        && !isPart()
        && contradiction.isEmpty()
        && tasks == row.counts().dispatched()
        && deadLetters == row.counts().deadLettered();
  }

  /**
   * Whether less output was read than the row counts, or it is not known how much there must be.
   */
  boolean lacks(OutputKind kind) {
    return isPart()
        || (kind == OutputKind.TASK
            ? tasks < row.counts().dispatched()
            : deadLetters < row.counts().deadLettered());
  }

  void count(OutputKind kind, long more) {
    if (kind == OutputKind.TASK) {
      tasks += more;
    } else {
      deadLetters += more;
    }
  }
}
