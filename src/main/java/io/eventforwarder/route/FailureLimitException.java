// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

/** More records of a partition failed than the policy allows, and it says to end the job. */
final class FailureLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FailureLimitException(String message) {
    super(message);
  }
}
