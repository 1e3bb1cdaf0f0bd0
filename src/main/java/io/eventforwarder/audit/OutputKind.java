// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

/** What a record of an output topic is. */
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
