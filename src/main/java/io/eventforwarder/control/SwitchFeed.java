// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import org.apache.flink.metrics.MetricGroup;

/** The current switches. Thread-safe. Without a control topic they never change. */
public interface SwitchFeed extends AutoCloseable {

  /** Costs one volatile read. */
  Switches current();

  /** Malformed records of the control topic, since it was first read. */
  default long ignored() {
    return 0;
  }

  /**
   * @param listener called by another thread, after {@link #current} has changed or {@link
   *     #requireAlive} has begun to fail; must return at once
   */
  default void onChange(Runnable listener) {}

  /**
   * To be called before each checkpoint.
   *
   * @throws IllegalStateException if the switches are frozen, because the thread that follows them
   *     has died
   */
  default void requireAlive() {}

  /** Registers the gauge that shows whether the switches are followed. */
  default void registerMetrics(MetricGroup operatorGroup) {}

  @Override
  default void close() {}
}
