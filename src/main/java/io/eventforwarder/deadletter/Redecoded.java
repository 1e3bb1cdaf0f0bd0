// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.Decoded;

/**
 * What the configured job would do with a record now.
 *
 * @param tooLarge why the task that was decoded cannot be dispatched; null if it can
 */
public record Redecoded(Decoded decoded, String tooLarge) {

  /** Whether a task would be dispatched, unless a switch drops it. */
  public boolean isTask() {
    return decoded instanceof Decoded.Dispatch && tooLarge == null;
  }

  /** Whether the record needs no task. */
  public boolean isSkip() {
    return decoded instanceof Decoded.Skip;
  }

  /** Why the record would be a dead letter again; null if it would not. */
  public DeadLetterReason reason() {
    if (tooLarge != null) {
      return DeadLetterReason.TASK_TOO_LARGE;
    }
    return decoded instanceof Decoded.Failed failed
        ? DeadLetterReason.of(failed.failure().reason())
        : null;
  }

  /** What was expected and found; null without {@link #reason}. */
  public String message() {
    return decoded instanceof Decoded.Failed failed ? failed.failure().message() : tooLarge;
  }

  /** The result in one line, for operators who replay the record. */
  String describe() {
    if (reason() != null) {
      return "still fails: " + reason() + ", " + message();
    }
    return decoded instanceof Decoded.Skip skip
        ? "decodes now: no task, " + skip.cause()
        : "decodes now: task";
  }
}
