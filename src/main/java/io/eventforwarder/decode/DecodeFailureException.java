// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

/**
 * Carries a {@link DecodeFailure} to the decoder of the path. Never leaves this package, and has no
 * stack trace, because bad input is expected and may be frequent.
 */
final class DecodeFailureException extends Exception {

  private final transient DecodeFailure failure;

  DecodeFailureException(DecodeFailure failure) {
    super(failure.detail(), null, false, false);
    this.failure = failure;
  }

  DecodeFailureException(FailureReason reason, int offset, String detail) {
    this(new DecodeFailure(reason, null, offset, detail));
  }

  DecodeFailure failure() {
    return failure;
  }
}
