// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

/** No switch, or no setting of one. The message names the thing and the remedy, never payload. */
public final class InvalidSwitchException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidSwitchException(String message) {
    super(message);
  }
}
