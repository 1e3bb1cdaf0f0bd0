// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.decode.DecodeMode;

/** The switches as they are now. Thread-safe. */
public interface SwitchFeed extends AutoCloseable {

  /** Costs one volatile read. */
  Switches current();

  /** Records of the control topic that were none, since they were first read. */
  long ignored();

  /**
   * Asks to be told of changes.
   *
   * @param listener called by another thread, after {@link #current} has changed; returns at once
   */
  void onChange(Runnable listener);

  @Override
  void close();

  /** Nothing is ever switched. */
  static SwitchFeed fixed(DecodeMode configuredMode) {
    return new FixedSwitchFeed(Switches.none(configuredMode));
  }
}
