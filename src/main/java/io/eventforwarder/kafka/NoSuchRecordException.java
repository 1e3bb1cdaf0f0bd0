// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

/** A record that was asked for is not there. The message says what is there instead. */
public final class NoSuchRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoSuchRecordException(String message) {
    super(message);
  }
}
