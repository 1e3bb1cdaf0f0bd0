// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;
import java.util.Locale;

/** The tasks and dead letters of a source partition, by the offsets of their records. */
final class Outputs {

  /** The kind of a record of an output topic. */
  enum Kind {
    TASK,
    DEAD_LETTER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final OffsetSet tasks = new OffsetSet();
  private final OffsetSet deadLetters = new OffsetSet();

  void add(Kind kind, long offset) {
    of(kind).add(offset);
  }

  /** What the record at an offset has; null if it has neither. */
  Kind at(long offset) {
    if (tasks.contains(offset)) {
      return Kind.TASK;
    }
    return deadLetters.contains(offset) ? Kind.DEAD_LETTER : null;
  }

  long count(Kind kind, OffsetRange range) {
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

  private OffsetSet of(Kind kind) {
    return kind == Kind.TASK ? tasks : deadLetters;
  }
}
