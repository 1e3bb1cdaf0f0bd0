// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.source.SourceWatch;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A source without a watch. */
public final class NoWatch implements SourceWatch {

  @Override
  public void start() {}

  @Override
  public void startsAt(Map<TopicPartition, Long> offsets) {}

  @Override
  public void close() {}
}
