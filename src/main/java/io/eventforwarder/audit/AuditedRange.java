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

  /** True if all output of the range has been read by the end of the pass. */
  boolean isSettled;

  private final LedgerRowJson.Parsed parsed;
  private long tasks;
  private long deadLetters;

  /**
   * @param offsets those of the row, or the rest of them if another row holds for some
   * @param parsed null if the ledger has no row
   */
  AuditedRange(OffsetRange offsets, LedgerRowJson.Parsed parsed, boolean isSettled) {
    this.offsets = offsets;
    this.parsed = parsed;
    this.row = parsed == null ? null : parsed.row();
    this.isSettled = isSettled;
  }

  /** The part of this range that another row leaves to it. */
  AuditedRange part(OffsetRange part) {
    return new AuditedRange(part, parsed, isSettled);
  }

  /** Whether these are not all offsets of the row, so that its counts say nothing about them. */
  boolean isPart() {
    return row != null && offsets.length() < row.offsets().length();
  }

  /** How the row contradicts itself; empty if it does not. */
  String contradiction() {
    return parsed.contradiction().map(text -> " (" + text + ")").orElse("");
  }

  /** How many records it has; where that is not known, how many offsets. */
  long records() {
    return row == null || isPart() ? offsets.length() : row.counts().records();
  }

  /** True if the output that was read is what the row counts. */
  boolean isProven() {
    return row != null
        && !isPart()
        && missing(Outputs.Kind.TASK) == 0
        && missing(Outputs.Kind.DEAD_LETTER) == 0
        && parsed.contradiction().isEmpty();
  }

  /** How much of the output that the row counts has not been read. */
  long missing(Outputs.Kind kind) {
    return kind == Outputs.Kind.TASK
        ? row.counts().dispatched() - tasks
        : row.counts().deadLettered() - deadLetters;
  }

  void count(Outputs.Kind kind, long more) {
    if (kind == Outputs.Kind.TASK) {
      tasks += more;
    } else {
      deadLetters += more;
    }
  }
}
