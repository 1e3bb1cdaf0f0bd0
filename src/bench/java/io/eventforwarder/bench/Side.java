// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** What is measured, each in a process of its own. */
enum Side {
  /** Reads, and does nothing with what it reads. */
  POLL("consumer poll only"),
  /** {@link PlainLoop}. */
  PLAIN("plain loop"),
  AT_LEAST_ONCE("job, at-least-once"),
  EXACTLY_ONCE("job, exactly-once"),
  EXACTLY_ONCE_WITH_LEDGER("job, exactly-once, with ledger"),
  /** {@link LoadGenerator}, not measured itself. */
  GENERATOR("load generator");

  private final String title;

  Side(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
