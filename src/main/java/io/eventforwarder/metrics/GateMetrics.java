// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.metrics;

import io.eventforwarder.metrics.MetricDefinition.Label;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** The gate's gauges, for each source partition. */
public final class GateMetrics {

  private final MetricGroup group;

  public GateMetrics(MetricGroup operatorGroup) {
    group = operatorGroup.addGroup(MetricDefinition.GROUP);
  }

  /** To be called once for each partition. */
  public void register(
      String topic,
      int partition,
      LongSupplier heldTasks,
      LongSupplier oldestHeldMillis,
      LongSupplier announcedNotReleased,
      LongSupplier announcementAgeMillis) {
    MetricGroup labelled =
        group
            .addGroup(Label.TOPIC.toString(), topic)
            .addGroup(Label.PARTITION.toString(), Integer.toString(partition));
    gauge(labelled, MetricDefinition.HELD_TASKS, heldTasks);
    gauge(labelled, MetricDefinition.OLDEST_HELD_MILLIS, oldestHeldMillis);
    gauge(labelled, MetricDefinition.ANNOUNCED_NOT_RELEASED, announcedNotReleased);
    gauge(labelled, MetricDefinition.ANNOUNCEMENT_AGE_MILLIS, announcementAgeMillis);
  }

  private static void gauge(MetricGroup group, MetricDefinition metric, LongSupplier value) {
    Gauge<Long> gauge = value::getAsLong;
    group.gauge(metric.key(), gauge);
  }
}
