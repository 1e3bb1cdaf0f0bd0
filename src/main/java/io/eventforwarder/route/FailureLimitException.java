// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

/**
 * More records of a partition failed than the policy allows, and {@code on-limit} is {@code fail}.
 */
final class FailureLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FailureLimitException(String message) {
    super(message);
  }
}
