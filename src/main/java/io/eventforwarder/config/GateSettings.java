// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Settings of the gate.
 *
 * @param followedByTopic the groups to wait for, by source topic
 * @param maxHeld offsets that a partition may be read ahead of the announced offset
 */
public record GateSettings(
    Map<String, Followed> followedByTopic,
    OffsetSemantics offsetSemantics,
    OnBackward onBackward,
    int maxHeld)
    implements Serializable {

  /** The meaning of the offsets in a commit log. */
  public enum OffsetSemantics {
    /** The first that is not stored yet. */
    NEXT,
    /** The last that is stored. */
    LAST_PROCESSED;

    /** The spelling in configuration. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Which position counts when a group announces an earlier one than before. */
  public enum OnBackward {
    /** The highest, since stored events stay stored. */
    MAXIMUM,
    /** The latest. */
    FOLLOW;

    /** The position that counts after two announcements. */
    public long merge(long earlier, long later) {
      return this == MAXIMUM ? Math.max(earlier, later) : later;
    }
  }

  public GateSettings {
    followedByTopic = new TreeMap<>(followedByTopic);
  }

  /**
   * @param commitLogTopic where the groups announce their offsets
   * @param groups all must have stored an event before its task is released
   */
  public record Followed(String commitLogTopic, Set<String> groups) implements Serializable {

    public Followed {
      groups = new TreeSet<>(groups);
    }
  }

  /** All commit logs, in alphabetical order. */
  public Set<String> commitLogTopics() {
    return followedByTopic.values().stream()
        .map(Followed::commitLogTopic)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
