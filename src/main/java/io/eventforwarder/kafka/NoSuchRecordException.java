// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

/** A requested record does not exist. The message says which records do. */
public final class NoSuchRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoSuchRecordException(String message) {
    super(message);
  }
}
