// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.List;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.common.TopicPartition;

/** Several limits, the lowest of which counts. */
record LowestReadLimits(List<ReadLimits> limits) implements ReadLimits {

  @Override
  public long limit(TopicPartition partition) {
    long lowest = UNLIMITED;
    for (ReadLimits each : limits) {
      lowest = Math.min(lowest, each.limit(partition));
    }
    return lowest;
  }

  @Override
  public void onChange(Runnable listener) {
    limits.forEach(each -> each.onChange(listener));
  }

  @Override
  public void close() {
    IOUtils.closeAllQuietly(limits);
  }
}
