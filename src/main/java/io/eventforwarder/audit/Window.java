// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.ledger.LedgerRow;

/** The offsets of a source partition that an audit is about. */
record Window(long from, long to) {

  static final Window ALL = new Window(0, Long.MAX_VALUE);
  static final Window NONE = new Window(0, 0);

  static Window of(LedgerRow row) {
    return new Window(row.from(), row.to());
  }

  Window and(Window other) {
    return new Window(Math.min(from, other.from), Math.max(to, other.to));
  }

  boolean contains(long offset) {
    return from <= offset && offset < to;
  }
}
