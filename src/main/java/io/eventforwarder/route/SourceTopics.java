// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.metrics.ForwarderMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;

/** What each source topic carries, and how many records it has given. */
final class SourceTopics {

  private final Map<String, EventStreamType> typeByTopic;
  private final ForwarderMetrics metrics;
  private final Map<String, SourceTopic> topics = new HashMap<>();

  // Records come in runs of one topic.
  private SourceTopic last;

  SourceTopics(Map<String, EventStreamType> typeByTopic, ForwarderMetrics metrics) {
    this.typeByTopic = Objects.requireNonNull(typeByTopic);
    this.metrics = Objects.requireNonNull(metrics);
  }

  /**
   * Counts a record.
   *
   * @return what it carries, null if the configuration does not name its topic
   */
  EventStreamType consumed(String topic) {
    if (last == null || !topic.equals(last.name())) {
      last = topics.computeIfAbsent(topic, this::open);
    }
    last.recordsIn().inc();
    return last.type();
  }

  private SourceTopic open(String topic) {
    EventStreamType type = typeByTopic.get(topic);
    return new SourceTopic(topic, type, metrics.recordsIn(topic, type));
  }

  private record SourceTopic(String name, EventStreamType type, Counter recordsIn) {}
}
