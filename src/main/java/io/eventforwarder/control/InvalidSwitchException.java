// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

/** A switch or a setting that does not exist. The message never quotes a record's value. */
public final class InvalidSwitchException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidSwitchException(String message) {
    super(message);
  }
}
