// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

/** There is a gap, and {@code source.on-gap} is {@code fail}. */
final class GapException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GapException(String message) {
    super(message);
  }
}
