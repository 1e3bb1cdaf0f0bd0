// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.metrics;

import io.eventforwarder.metrics.MetricDefinition.Label;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is read of the commit logs and announces nothing. */
public final class CommitLogMetrics {

  private final Counter[] ignored;

  /**
   * @param reasons why a record may announce nothing
   */
  public CommitLogMetrics(MetricGroup operatorGroup, Enum<?>[] reasons) {
    MetricGroup group = operatorGroup.addGroup(MetricDefinition.GROUP);
    ignored = new Counter[reasons.length];
    for (Enum<?> reason : reasons) {
      ignored[reason.ordinal()] =
          group
              .addGroup(Label.REASON.toString(), reason.toString())
              .counter(MetricDefinition.COMMIT_LOG_IGNORED.key());
    }
  }

  public void ignored(Enum<?> reason) {
    ignored[reason.ordinal()].inc();
  }
}
