// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/** Makes the creation of some clients fail. */
public final class FailingReporter implements MetricsReporter {

  /** How many more creations fail. */
  static final AtomicInteger failures = new AtomicInteger();

  @Override
  public void configure(Map<String, ?> settings) {
    if (failures.getAndDecrement() > 0) {
      throw new IllegalStateException("planted");
    }
  }

  @Override
  public void init(List<KafkaMetric> metrics) {}

  @Override
  public void metricChange(KafkaMetric metric) {}

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {}
}
