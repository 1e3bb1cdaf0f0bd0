// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.FailureReason;

/**
 * Why a record is a dead letter: one of the {@link FailureReason}s of decoding, or a reason of
 * dispatch. Dead letters and metrics carry the constants' names, so they are never renamed.
 */
public enum DeadLetterReason {
  EMPTY_VALUE,
  INVALID_UTF8,
  INVALID_JSON,
  LIMIT_EXCEEDED,
  WRONG_SHAPE,
  UNKNOWN_VERSION,
  UNEXPECTED_OPERATION,
  MISSING_FIELD,
  INVALID_FIELD,
  /** The record was decoded, but the task is larger than its topic accepts. */
  TASK_TOO_LARGE;

  /** Neither headers nor value decided. */
  public static DeadLetterReason of(FailureReason reason) {
    return valueOf(reason.name());
  }

  /** The step that failed: {@code decode} or {@code dispatch}. */
  public String stage() {
    return this == TASK_TOO_LARGE ? "dispatch" : "decode";
  }

  /** The exception class of this kind of failure in the Python forwarder's logs. */
  public String referenceClass() {
    return this == TASK_TOO_LARGE
        ? "KafkaException"
        : FailureReason.valueOf(name()).referenceClass();
  }
}
