// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import java.util.Optional;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** The only subtask of a source, whose metrics a test can read. */
public final class TestReaderContext implements SourceReaderContext {

  private final MetricListener metrics = new MetricListener();

  /** The gauge of this name below its groups, empty if none is registered. */
  public <T> Optional<Gauge<T>> gauge(String... name) {
    return metrics.getGauge(name);
  }

  @Override
  public SourceReaderMetricGroup metricGroup() {
    return InternalSourceReaderMetricGroup.mock(metrics.getMetricGroup());
  }

  @Override
  public Configuration getConfiguration() {
    return new Configuration();
  }

  @Override
  public String getLocalHostName() {
    return "localhost";
  }

  @Override
  public int getIndexOfSubtask() {
    return 0;
  }

  @Override
  public int currentParallelism() {
    return 1;
  }

  @Override
  public void sendSplitRequest() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sendSourceEventToCoordinator(SourceEvent event) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
  }
}
