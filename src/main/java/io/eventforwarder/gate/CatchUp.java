// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.OnBackward;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * Withholds the announcements of each partition of a commit log until it has been read to the end
 * that it had at the start, and reduces them to one position of each group. All announcements of a
 * group and a source partition are in one partition of the commit log, since they have one key.
 */
final class CatchUp {

  private final OnBackward onBackward;
  private final Map<TopicPartition, Long> lastOffsets;
  private final Map<TopicPartition, Map<Group, Announcement>> withheld = new LinkedHashMap<>();

  /** Who announces, and of which source partition. */
  private record Group(String topic, int partition, String group) {}

  /**
   * @param lastOffsets of the last record of each partition that has records
   */
  CatchUp(OnBackward onBackward, Map<TopicPartition, Long> lastOffsets) {
    this.onBackward = Objects.requireNonNull(onBackward);
    this.lastOffsets = new HashMap<>(lastOffsets);
  }

  /** True once all partitions have been read far enough. */
  boolean isDone() {
    return lastOffsets.isEmpty() && withheld.isEmpty();
  }

  void withhold(TopicPartition log, Announcement announcement) {
    withheld
        .computeIfAbsent(log, key -> new LinkedHashMap<>())
        .merge(
            new Group(announcement.topic(), announcement.partition(), announcement.group()),
            announcement,
            (earlier, later) ->
                later.withPosition(onBackward.merge(earlier.position(), later.position())));
  }

  /**
   * To be called for each record of a log, after its announcement was withheld.
   *
   * @return the announcements to pass on
   */
  List<Announcement> read(TopicPartition log, long offset) {
    lastOffsets.computeIfPresent(log, (key, last) -> offset < last ? last : null);
    return release(log);
  }

  /** Returns the announcements of the logs that have been read far enough. */
  List<Announcement> release() {
    List<Announcement> released = new ArrayList<>();
    List.copyOf(withheld.keySet()).forEach(log -> released.addAll(release(log)));
    return released;
  }

  private List<Announcement> release(TopicPartition log) {
    return lastOffsets.containsKey(log) || !withheld.containsKey(log)
        ? List.of()
        : List.copyOf(withheld.remove(log).values());
  }

  Map<TopicPartition, Map<?, Announcement>> withheld() {
    return Map.copyOf(withheld);
  }
}
