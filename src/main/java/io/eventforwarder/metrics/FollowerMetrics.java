// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.metrics;

import io.eventforwarder.metrics.MetricDefinition.Label;
import java.util.function.BooleanSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Shows whether the thread that follows a topic is alive. */
public final class FollowerMetrics {

  private FollowerMetrics() {}

  /**
   * @param follower its name: {@code limits} or {@code switches}
   */
  public static void register(MetricGroup operatorGroup, String follower, BooleanSupplier isAlive) {
    Gauge<Integer> gauge = () -> isAlive.getAsBoolean() ? 1 : 0;
    operatorGroup
        .addGroup(MetricDefinition.GROUP)
        .addGroup(Label.FOLLOWER.toString(), follower)
        .gauge(MetricDefinition.FOLLOWER_ALIVE.key(), gauge);
  }
}
