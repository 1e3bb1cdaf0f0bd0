// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import java.util.Objects;

/**
 * Why one path did not decode a record: a value, not an exception, since bad input is expected.
 *
 * @param field the header or field at fault, null if there is no single one
 * @param offset of the fault, in bytes; -1 if it has no place
 * @param detail what was expected and what was found: types and sizes, never content
 */
public record DecodeFailure(FailureReason reason, String field, int offset, String detail) {

  public DecodeFailure {
    Objects.requireNonNull(reason);
    Objects.requireNonNull(detail);
  }

  /** The same failure as that of one field. */
  DecodeFailure in(RecordField fieldAtFault) {
    return new DecodeFailure(reason, fieldAtFault.toString(), offset, detail);
  }

  /** One line for humans: the field, what is wrong with it, and where. */
  public String message() {
    return (field == null ? "" : field + ": ") + detail + (offset < 0 ? "" : " at byte " + offset);
  }
}
