/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.route;

/** More records of a partition failed than the policy allows, and it says to end the job. */
final class FailureLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FailureLimitException(String message) {
    super(message);
  }
}
