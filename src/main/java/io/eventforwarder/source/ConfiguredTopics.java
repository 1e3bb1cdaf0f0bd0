// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps partitions of topics that the configuration does not name any more from being read. A
 * {@code KafkaSource} goes on with all that its state has, whatever it is subscribed to. Their
 * positions stay in the state, so that naming a topic again goes on exactly.
 */
public final class ConfiguredTopics implements ReadLimits {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredTopics.class);

  private final Set<String> topics;
  private final Set<String> told = new HashSet<>();

  private ConfiguredTopics(Set<String> topics) {
    this.topics = topics;
  }

  /** The limits of a job with these source topics. */
  public static ReadLimits.Factory of(Set<String> topics) {
    Set<String> names = new HashSet<>(topics);
    return context -> new ConfiguredTopics(names);
  }

  @Override
  public long limit(TopicPartition partition) {
    if (topics.contains(partition.topic())) {
      return UNLIMITED;
    }
    if (told.add(partition.topic())) {
      LOG.warn(
          "source.topics does not name {} any more: it is not read, and its positions are kept",
          partition.topic());
    }
    return PAUSED;
  }

  @Override
  public void onChange(Runnable listener) {
    // Configured for as long as the job runs.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
