// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The topic that a task goes to, by the queue that its record names.
 *
 * @param defaultTopic for tasks without a queue, and for queues without a route
 */
public record TaskRoutes(String defaultTopic, Map<String, String> topicByQueue)
    implements Serializable {

  public TaskRoutes {
    topicByQueue = Map.copyOf(topicByQueue);
  }

  /**
   * @param queue a String, null, or from a value any JSON: only a String can have a route
   */
  String topicOf(Object queue) {
    return queue instanceof String name
        ? topicByQueue.getOrDefault(name, defaultTopic)
        : defaultTopic;
  }

  /** All topics that a task may go to, in alphabetical order. */
  public Set<String> topics() {
    Set<String> topics = new TreeSet<>(topicByQueue.values());
    topics.add(defaultTopic);
    return topics;
  }
}
