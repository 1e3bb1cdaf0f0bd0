// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.FailureReason;

/**
 * Why a record is a dead letter. Dead letters and metrics carry the constants' names, so they are
 * never renamed.
 */
public enum DeadLetterReason {
  EMPTY_VALUE(FailureReason.EMPTY_VALUE),
  INVALID_UTF8(FailureReason.INVALID_UTF8),
  INVALID_JSON(FailureReason.INVALID_JSON),
  LIMIT_EXCEEDED(FailureReason.LIMIT_EXCEEDED),
  WRONG_SHAPE(FailureReason.WRONG_SHAPE),
  UNKNOWN_VERSION(FailureReason.UNKNOWN_VERSION),
  UNEXPECTED_OPERATION(FailureReason.UNEXPECTED_OPERATION),
  MISSING_FIELD(FailureReason.MISSING_FIELD),
  INVALID_FIELD(FailureReason.INVALID_FIELD),
  /** The record was decoded, but its topic would refuse the task for its size. */
  TASK_TOO_LARGE("dispatch", "KafkaException");

  private final String stage;
  private final String referenceClass;

  DeadLetterReason(FailureReason reason) {
    this("decode", reason.referenceClass());
  }

  DeadLetterReason(String stage, String referenceClass) {
    this.stage = stage;
    this.referenceClass = referenceClass;
  }

  /** Neither headers nor value decided. */
  public static DeadLetterReason of(FailureReason reason) {
    return valueOf(reason.name());
  }

  /** The step that failed: {@code decode} or {@code dispatch}. */
  public String stage() {
    return stage;
  }

  /** The exception class of this kind of failure in the Python forwarder's logs. */
  public String referenceClass() {
    return referenceClass;
  }
}
