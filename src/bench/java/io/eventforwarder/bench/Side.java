// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

/** What a worker process runs. */
enum Side {
  /** {@link PollLoop}. */
  POLL("consumer poll only"),
  /** {@link FloorLoop}. */
  FLOOR("floor loop"),
  /** {@link PlainLoop}. */
  PLAIN("plain loop"),
  AT_LEAST_ONCE("job, at-least-once"),
  EXACTLY_ONCE("job, exactly-once"),
  EXACTLY_ONCE_WITH_LEDGER("job, exactly-once, with ledger"),
  /** {@link LoadGenerator}, which is not measured itself. */
  GENERATOR("load generator");

  private final String title;

  Side(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
