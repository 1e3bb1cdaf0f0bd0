// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/** Wanted offsets are gone, and the configuration says to end the job then. */
final class GapException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GapException(String message) {
    super(message);
  }
}
