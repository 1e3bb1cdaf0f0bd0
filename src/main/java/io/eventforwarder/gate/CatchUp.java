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
 * Withholds the announcements of each commit-log partition until it has been read to the end that
 * it had at the start, and reduces them to one position of each group. All announcements of a group
 * for a source partition are in one commit-log partition, since they have one key.
 */
final class CatchUp {

  private final OnBackward onBackward;
  private final Map<TopicPartition, Long> lastOffsets;
  private final Map<Source, Announcement> withheld = new LinkedHashMap<>();

  /** The commit-log partition, the source partition and the group of announcements. */
  record Source(TopicPartition log, TopicPartition partition, String group) {}

  /**
   * @param lastOffsets of the last record of each partition that has records
   */
  CatchUp(OnBackward onBackward, Map<TopicPartition, Long> lastOffsets) {
    this.onBackward = Objects.requireNonNull(onBackward);
    this.lastOffsets = new HashMap<>(lastOffsets);
  }

  void withhold(TopicPartition log, Announcement announcement) {
    withheld.merge(
        new Source(log, announcement.partition(), announcement.group()),
        announcement,
        (earlier, later) ->
            new Announcement(
                later.partition(),
                later.group(),
                onBackward.merge(earlier.position(), later.position()),
                later.timestamp()));
  }

  /**
   * To be called for each record of a log, after its announcement was withheld.
   *
   * @return whether the log has been read to its end
   */
  boolean read(TopicPartition log, long offset) {
    return lastOffsets.computeIfPresent(log, (key, last) -> offset < last ? last : null) == null;
  }

  /** Removes and returns the announcements of the logs that have been read to their ends. */
  List<Announcement> release() {
    List<Announcement> released = new ArrayList<>();
    withheld
        .entrySet()
        .removeIf(
            entry ->
                !lastOffsets.containsKey(entry.getKey().log()) && released.add(entry.getValue()));
    return released;
  }

  Map<Source, Announcement> withheld() {
    return withheld;
  }
}
