// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

/** The kind of a record of an output topic. */
enum OutputKind {
  TASK("task"),
  DEAD_LETTER("dead letter");

  private final String text;

  OutputKind(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
