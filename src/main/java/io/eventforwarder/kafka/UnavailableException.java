// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

/** A server or topic that the forwarder needs is unreachable. The message names the remedy. */
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
