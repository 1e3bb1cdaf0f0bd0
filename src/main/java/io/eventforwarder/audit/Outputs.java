// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;

/** The tasks and dead letters of a source partition, by the offsets of their records. */
final class Outputs {

  private final OffsetSet tasks = new OffsetSet();
  private final OffsetSet deadLetters = new OffsetSet();

  void add(OutputKind kind, long offset) {
    of(kind).add(offset);
  }

  /** What the record at an offset has; null if it has neither. */
  OutputKind at(long offset) {
    if (tasks.contains(offset)) {
      return OutputKind.TASK;
    }
    return deadLetters.contains(offset) ? OutputKind.DEAD_LETTER : null;
  }

  long count(OutputKind kind, OffsetRange range) {
    return of(kind).count(range);
  }

  long count(OffsetRange range) {
    return tasks.count(range) + deadLetters.count(range);
  }

  void remove(OffsetRange range) {
    tasks.remove(range);
    deadLetters.remove(range);
  }

  /** The first offset; -1 if there is none. */
  long first() {
    long task = tasks.first();
    long deadLetter = deadLetters.first();
    return task < 0 || deadLetter < 0 ? Math.max(task, deadLetter) : Math.min(task, deadLetter);
  }

  /** The last offset; -1 if there is none. */
  long last() {
    return Math.max(tasks.last(), deadLetters.last());
  }

  private OffsetSet of(OutputKind kind) {
    return kind == OutputKind.TASK ? tasks : deadLetters;
  }
}
