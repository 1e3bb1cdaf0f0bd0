// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.source.ReadLimits;
import org.apache.kafka.common.TopicPartition;

/** Pauses all partitions of the topics that a switch pauses. */
public record PauseLimits(SwitchFeed switches) implements ReadLimits {

  public static ReadLimits.Factory of(SwitchSource source) {
    return context -> new PauseLimits(source.open());
  }

  @Override
  public long limit(TopicPartition partition) {
    switches.requireAlive();
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
