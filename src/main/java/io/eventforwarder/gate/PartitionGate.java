/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.gate;

import io.eventforwarder.config.OnBackward;
import java.util.Set;

/**
 * The gate of one source partition: what is announced, and which items are held. The items
 * themselves rest in Flink's state under their numbers, which go on from head to tail without
 * holes.
 *
 * <p>Fields that metrics show are read by other threads without ado, as Flink's own counters are.
 */
final class PartitionGate {

  private final String topic;
  private final int partition;
  private final GroupPositions positions;

  private long head;
  private long tail;
  private long tasks;
  private long released;
  private long lastAnnounced;
  private boolean hasAnnounced;
  private Gated first;

  /**
   * @param groups all of which must have passed an offset; without any the gate stays shut
   * @param now milliseconds since the epoch
   */
  PartitionGate(PartitionState state, Set<String> groups, OnBackward onBackward, long now) {
    this.topic = state.topic();
    this.partition = state.partition();
    this.positions = new GroupPositions(groups, onBackward, state.announced());
    this.head = state.head();
    this.tail = state.tail();
    this.tasks = state.tasks();
    this.released = state.released();
    this.lastAnnounced = now;
  }

  String topic() {
    return topic;
  }

  int partition() {
    return partition;
  }

  String key() {
    return Gated.key(topic, partition);
  }

  PartitionState state() {
    return new PartitionState(topic, partition, head, tail, tasks, released, positions.byGroup());
  }

  // ---- Announcements.

  /** Returns true if the gate is open further than it was. */
  boolean announced(Announcement announcement) {
    lastAnnounced =
        hasAnnounced ? Math.max(lastAnnounced, announcement.timestamp()) : announcement.timestamp();
    hasAnnounced = true;
    long before = positions.lowest();
    positions.announced(announcement);
    return positions.lowest() > before;
  }

  boolean isOpenFor(Gated item) {
    return item.end() <= positions.lowest();
  }

  // ---- Items.

  boolean isEmpty() {
    return head == tail;
  }

  /** Number of the first item held. */
  long head() {
    return head;
  }

  /** The first item held, if it has been {@link #looked} at; else null. */
  Gated first() {
    return first;
  }

  void looked(Gated firstItem) {
    first = firstItem;
  }

  /** Returns the number under which to hold the item. */
  long append(Gated item) {
    if (isEmpty()) {
      first = item;
    }
    tasks += item.isTask() ? 1 : 0;
    return tail++;
  }

  void removeFirst(Gated item) {
    head++;
    tasks -= item.isTask() ? 1 : 0;
    first = null;
  }

  void released(Gated item) {
    released = item.end();
  }

  /** Behind the last offset that has passed; -1 if none has. */
  long released() {
    return released;
  }

  // ---- For metrics.

  long tasks() {
    return tasks;
  }

  /** Offsets that are announced and have not passed. */
  long behind() {
    return released < 0 ? 0 : Math.max(0, positions.lowest() - released);
  }

  /** How old the event of the first item held is, in milliseconds; 0 if none is held. */
  long oldestAge(long now) {
    Gated oldest = first;
    return oldest == null || tasks == 0 ? 0 : Math.max(0, now - oldest.timestamp());
  }

  /**
   * Milliseconds since the last announcement; without one, since this subtask knows of the
   * partition.
   */
  long announcementAge(long now) {
    return Math.max(0, now - lastAnnounced);
  }
}
