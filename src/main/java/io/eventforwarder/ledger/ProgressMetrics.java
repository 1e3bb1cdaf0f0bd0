// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.metrics.MetricDefinition.Label;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.kafka.common.TopicPartition;

/** The gauges of each partition's progress. */
final class ProgressMetrics implements AutoCloseable {

  private final MetricGroup group;
  private final Map<TopicPartition, Shown> partitions = new HashMap<>();

  ProgressMetrics(MetricGroup parent) {
    group = parent.addGroup(MetricDefinition.GROUP);
  }

  /**
   * Shows new values; those of partitions that {@code current} lacks become unknown. Called by one
   * thread.
   */
  void show(Map<TopicPartition, Progress> current) {
    current.keySet().forEach(partition -> partitions.computeIfAbsent(partition, this::register));
    partitions.forEach(
        (partition, shown) -> shown.update(current.getOrDefault(partition, Progress.UNKNOWN)));
  }

  private Shown register(TopicPartition partition) {
    Shown shown = new Shown();
    MetricGroup ofPartition =
        group
            .addGroup(Label.TOPIC.toString(), partition.topic())
            .addGroup(Label.PARTITION.toString(), Integer.toString(partition.partition()));
    gauge(
        ofPartition.addGroup(Label.CAUSE.toString(), "backlog"),
        MetricDefinition.LAG_RECORDS,
        () -> shown.progress.backlog());
    gauge(
        ofPartition.addGroup(Label.CAUSE.toString(), "open_transaction"),
        MetricDefinition.LAG_RECORDS,
        () -> shown.progress.openTransactions());
    gauge(ofPartition, MetricDefinition.LAG_SECONDS, () -> shown.progress.lagSeconds());
    gauge(
        ofPartition,
        MetricDefinition.RETENTION_HEADROOM_SECONDS,
        () -> shown.progress.headroomSeconds());
    gauge(ofPartition, MetricDefinition.PROGRESS_AGE_SECONDS, shown::ageSeconds);
    return shown;
  }

  private static void gauge(MetricGroup group, MetricDefinition metric, DoubleSupplier value) {
    Gauge<Double> gauge = value::getAsDouble;
    group.gauge(metric.key(), gauge);
  }

  /**
   * Removes the gauges. A restarted enumerator has the same parent group, where a gauge that is
   * still registered would keep its place, and show the old values for ever.
   */
  @Override
  public void close() {
    if (group instanceof AbstractMetricGroup<?> closeable) {
      closeable.close();
    }
  }

  /** What the gauges of one partition show. */
  private static final class Shown {

    private volatile Progress progress = Progress.UNKNOWN;

    /** When the progress was known last, or the partition was seen first. */
    private volatile long knownAt = System.nanoTime();

    void update(Progress current) {
      progress = current;
      if (current.isKnown()) {
        knownAt = System.nanoTime();
      }
    }

    double ageSeconds() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - knownAt) / 1000.0;
    }
  }
}
