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
 * Keeps announcements back until a partition of a commit log has been read to where it ended at the
 * start, and then knows one position of each group. All that one group announces of one source
 * partition is in one partition of the commit log, since these are chosen by key.
 */
final class CatchUp {

  private final OnBackward onBackward;
  private final Map<TopicPartition, Long> lastOffsets;
  private final Map<TopicPartition, Map<Group, Announcement>> kept = new LinkedHashMap<>();

  /** Who announces, and of what. */
  private record Group(String topic, int partition, String group) {}

  /**
   * @param lastOffsets of the last record of each partition that is not empty
   */
  CatchUp(OnBackward onBackward, Map<TopicPartition, Long> lastOffsets) {
    this.onBackward = Objects.requireNonNull(onBackward);
    this.lastOffsets = new HashMap<>(lastOffsets);
  }

  /** True once all partitions have been read as far as needed. */
  boolean isDone() {
    return lastOffsets.isEmpty() && kept.isEmpty();
  }

  boolean isBehind(TopicPartition log) {
    return lastOffsets.containsKey(log);
  }

  void keep(TopicPartition log, Announcement announcement) {
    kept.computeIfAbsent(log, key -> new LinkedHashMap<>())
        .merge(
            new Group(announcement.topic(), announcement.partition(), announcement.group()),
            announcement,
            (earlier, later) ->
                new Announcement(
                    later.topic(),
                    later.partition(),
                    later.group(),
                    onBackward.merge(earlier.position(), later.position()),
                    later.timestamp()));
  }

  /**
   * Takes notice that a record of a log has been read.
   *
   * @return what had been kept back, if the log has been read far enough with it
   */
  List<Announcement> read(TopicPartition log, long offset) {
    Long last = lastOffsets.get(log);
    if (last == null || offset < last) {
      return List.of();
    }
    lastOffsets.remove(log);
    return release(log);
  }

  /** What is kept back of logs that are not to be read any further. */
  List<Announcement> releaseCaughtUp() {
    List<Announcement> released = new ArrayList<>();
    for (TopicPartition log : List.copyOf(kept.keySet())) {
      if (!isBehind(log)) {
        released.addAll(release(log));
      }
    }
    return released;
  }

  private List<Announcement> release(TopicPartition log) {
    Map<Group, Announcement> announcements = kept.remove(log);
    return announcements == null ? List.of() : List.copyOf(announcements.values());
  }

  /** What is kept back, by log. */
  Map<TopicPartition, List<Announcement>> kept() {
    Map<TopicPartition, List<Announcement>> all = new LinkedHashMap<>();
    kept.forEach((log, announcements) -> all.put(log, List.copyOf(announcements.values())));
    return all;
  }
}
