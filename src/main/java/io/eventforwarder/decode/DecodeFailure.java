// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Objects;

/**
 * Why one path did not decode a record: a value, not an exception, since bad input is expected.
 *
 * @param field the header or field at fault, null where no single one is
 * @param offset byte of the value at which the fault is, -1 on the header path or without a place
 * @param detail what was expected and what was found: types and sizes, never payload
 */
public record DecodeFailure(FailureReason reason, String field, int offset, String detail) {

  public DecodeFailure {
    Objects.requireNonNull(reason);
    Objects.requireNonNull(detail);
  }

  static DecodeFailure ofHeader(FailureReason reason, String header, String detail) {
    return new DecodeFailure(reason, header, -1, detail);
  }

  static DecodeFailure ofValue(FailureReason reason, int offset, String detail) {
    return new DecodeFailure(reason, null, offset, detail);
  }

  static DecodeFailure ofField(FailureReason reason, String field, int offset, String detail) {
    return new DecodeFailure(reason, field, offset, detail);
  }

  /** One line for people: the field, what is wrong with it, and where. */
  public String message() {
    StringBuilder message = new StringBuilder();
    if (field != null) {
      message.append(field).append(": ");
    }
    message.append(detail);
    if (offset >= 0) {
      message.append(" at byte ").append(offset);
    }
    return message.toString();
  }
}
