// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

/**
 * A server or a topic that the forwarder needs cannot be reached. The message says which, and what
 * to do.
 */
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
