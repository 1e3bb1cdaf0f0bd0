// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.OnBackward;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;

/**
 * The gate of one source partition: what is announced, and which items are held. The operator sets
 * the partition's key before items are touched.
 *
 * <p>Fields that metrics show are read by other threads without ado, as Flink's own counters are.
 */
final class PartitionGate {

  private final String topic;
  private final int partition;
  private final GroupPositions positions;

  private final HeldItems held;

  private long tasks;
  private long released;
  private long lastAnnounced;
  private boolean hasAnnounced;
  private Gated oldest;

  /**
   * @param chunks where held items rest, of the partition whose key is set
   * @param groups all of which must have passed an offset; without any the gate stays shut
   * @param now milliseconds since the epoch
   */
  PartitionGate(
      PartitionState state,
      MapState<Long, List<Gated>> chunks,
      Set<String> groups,
      OnBackward onBackward,
      long now) {
    this.topic = state.topic();
    this.partition = state.partition();
    this.positions = new GroupPositions(groups, onBackward, state.announced());
    this.held = new HeldItems(chunks, state.head(), state.tail());
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

  /** What a checkpoint keeps; lets Flink's state have the items. */
  PartitionState store() throws Exception {
    held.store();
    return new PartitionState(
        topic, partition, held.head(), held.tail(), tasks, released, positions.byGroup());
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
    return held.isEmpty();
  }

  void append(Gated item) throws Exception {
    if (isEmpty()) {
      oldest = item;
    }
    held.append(item);
    tasks += item.isTask() ? 1 : 0;
  }

  /** The first item held if it may pass, else null. */
  Gated firstToPass() throws Exception {
    Gated first = held.first();
    oldest = first;
    return first != null && isOpenFor(first) ? first : null;
  }

  /** Removes what {@link #firstToPass} has returned. */
  void removeFirst(Gated item) throws Exception {
    held.removeFirst();
    tasks -= item.isTask() ? 1 : 0;
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
    Gated first = oldest;
    return first == null || tasks == 0 ? 0 : Math.max(0, now - first.timestamp());
  }

  /**
   * Milliseconds since the last announcement; without one, since this subtask knows of the
   * partition.
   */
  long announcementAge(long now) {
    return Math.max(0, now - lastAnnounced);
  }
}
