// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

/** The kinds of records that a source topic sees, and what the forwarder must make of each. */
public enum SampleKind {
  /** An insert whose headers tell everything. */
  HEADERS("insert with headers", 62, Outcome.DISPATCHED_VIA_HEADERS),
  /** An insert by a producer that writes no task headers. */
  NO_HEADERS("insert without headers", 14, Outcome.DISPATCHED_VIA_VALUE),
  /** An insert with one unusable header. */
  BROKEN_HEADERS("insert with a broken header", 5, Outcome.DISPATCHED_VIA_VALUE),
  /** An insert marked as one to skip. */
  SKIP_CONSUME("insert to be skipped", 4, Outcome.SKIPPED),
  /** An operation other than insert. */
  OTHER_OPERATION("other operation", 10, Outcome.SKIPPED),
  /** A broken header, and a value that ends too early. */
  BOTH_BROKEN("broken header and value", 3, Outcome.DEAD_LETTERED),
  /** No headers and no value. */
  TOMBSTONE("tombstone", 2, Outcome.DEAD_LETTERED);

  /** What becomes of a record. */
  public enum Outcome {
    DISPATCHED_VIA_HEADERS,
    DISPATCHED_VIA_VALUE,
    SKIPPED,
    DEAD_LETTERED
  }

  private final String description;
  private final int weight;
  private final Outcome outcome;

  SampleKind(String description, int weight, Outcome outcome) {
    this.description = description;
    this.weight = weight;
    this.outcome = outcome;
  }

  public String description() {
    return description;
  }

  /** Share of the mixed traffic, in percent. */
  int weight() {
    return weight;
  }

  public Outcome outcome() {
    return outcome;
  }
}
