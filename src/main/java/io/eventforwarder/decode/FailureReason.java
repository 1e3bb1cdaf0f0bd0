// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * Why a path could not decode a record. The names are part of dead letters and metrics, and must
 * never change.
 */
public enum FailureReason {
  /** The value is null (a tombstone) or has no bytes. */
  EMPTY_VALUE("JSONDecodeError"),
  /** Bytes that are not UTF-8, in a header that must be text or anywhere in the value. */
  INVALID_UTF8("UnicodeDecodeError"),
  /** The value is not one strict JSON document. */
  INVALID_JSON("JSONDecodeError"),
  /** JSON nested deeper, or a number or string longer, than the configured limits allow. */
  LIMIT_EXCEEDED("JSONDecodeError"),
  /** JSON whose structure is not that of an event record. */
  WRONG_SHAPE("InvalidPayload"),
  /** A protocol version other than 1 and 2. */
  UNKNOWN_VERSION("InvalidVersion"),
  /** Neither an insert nor an operation that the version skips. */
  UNEXPECTED_OPERATION("UnexpectedOperation"),
  /** A required header or field is absent, or a header that must not be null is. */
  MISSING_FIELD("KeyError"),
  /** A header or field has a value that its type does not allow. */
  INVALID_FIELD("TypeError");

  private final String referenceClass;

  FailureReason(String referenceClass) {
    this.referenceClass = referenceClass;
  }

  /** The exception class of this kind of failure in the Python forwarder's logs. */
  public String referenceClass() {
    return referenceClass;
  }
}
