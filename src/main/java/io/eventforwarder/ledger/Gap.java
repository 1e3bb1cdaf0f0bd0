// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.Objects;

/**
 * Offsets of one partition whose records were deleted before they were read.
 *
 * @param from the first
 * @param to the offset after the last
 */
public record Gap(long from, long to, GapCause cause) {

  public Gap {
    Objects.requireNonNull(cause);
  }

  public long length() {
    return to - from;
  }

  public boolean contains(long offset) {
    return from <= offset && offset < to;
  }
}
