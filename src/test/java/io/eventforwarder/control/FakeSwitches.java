// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.source.Coordinates;
import org.apache.flink.metrics.MetricGroup;

/** Switches that a test sets. Notifies nobody of changes. */
public final class FakeSwitches implements SwitchFeed {

  private volatile Switches current = Switches.none(DecodeMode.HEADERS_FIRST);
  private volatile boolean isDead;

  public void pause(String topic, boolean on) {
    SwitchKey key = new SwitchKey(Switch.PAUSED, topic);
    current =
        current.with(
            new Setting.Stored(
                new Setting(key, Boolean.toString(on), Setting.ALL),
                new Coordinates("control", 0, 0),
                0));
  }

  /** As if the thread that follows the switches had died. */
  public void die() {
    isDead = true;
  }

  @Override
  public void requireAlive() {
    if (isDead) {
      throw new IllegalStateException("dead");
    }
  }

  @Override
  public void registerMetrics(MetricGroup operatorGroup) {
    // Not under test.
  }

  @Override
  public Switches current() {
    return current;
  }

  @Override
  public long ignored() {
    return 0;
  }

  @Override
  public void onChange(Runnable listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    // Goes on over restores.
  }
}
