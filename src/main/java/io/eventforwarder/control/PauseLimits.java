// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.source.ReadLimits;
import org.apache.kafka.common.TopicPartition;

/** Pauses the partitions of the topics that are switched off. */
public record PauseLimits(SwitchFeed switches) implements ReadLimits {

  /** The limits that the switches set. */
  public static ReadLimits.Factory of(SwitchSource source) {
    return context -> new PauseLimits(source.open());
  }

  @Override
  public long limit(TopicPartition partition) {
    return switches.current().isPaused(partition.topic()) ? PAUSED : UNLIMITED;
  }

  @Override
  public void onChange(Runnable listener) {
    switches.onChange(listener);
  }

  @Override
  public void close() {
    switches.close();
  }
}
