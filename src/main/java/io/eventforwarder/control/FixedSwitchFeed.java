// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

/** Switches that do not change. */
record FixedSwitchFeed(Switches current) implements SwitchFeed {

  @Override
  public long ignored() {
    return 0;
  }

  @Override
  public void onChange(Runnable listener) {
    // There will be none.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
