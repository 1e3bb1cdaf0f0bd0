// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

/** The kinds of records in a source topic, and the outcome that each must have. */
public enum SampleKind {
  /** An insert whose headers are complete. */
  HEADERS(62, Outcome.DISPATCHED_VIA_HEADERS),
  /** An insert without the headers that decide a task. */
  NO_HEADERS(14, Outcome.DISPATCHED_VIA_VALUE),
  /** An insert with one unusable header. */
  BROKEN_HEADERS(5, Outcome.DISPATCHED_VIA_VALUE),
  /** An insert marked to be skipped. */
  SKIP_CONSUME(4, Outcome.SKIPPED),
  /** An operation other than insert. */
  OTHER_OPERATION(10, Outcome.SKIPPED),
  /** A broken header and a truncated value. */
  BOTH_BROKEN(3, Outcome.DEAD_LETTERED),
  /** No headers and no value. */
  TOMBSTONE(2, Outcome.DEAD_LETTERED);

  /** The outcome of a record. */
  public enum Outcome {
    DISPATCHED_VIA_HEADERS,
    DISPATCHED_VIA_VALUE,
    SKIPPED,
    DEAD_LETTERED
  }

  private final int weight;
  private final Outcome outcome;

  SampleKind(int weight, Outcome outcome) {
    this.weight = weight;
    this.outcome = outcome;
  }

  /** The share of mixed traffic, in percent. */
  int weight() {
    return weight;
  }

  public Outcome outcome() {
    return outcome;
  }
}
