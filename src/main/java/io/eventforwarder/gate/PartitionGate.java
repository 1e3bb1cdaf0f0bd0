// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.OnBackward;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;

/**
 * The gate of one source partition: the announced positions and the held items. The operator sets
 * the partition's key before it uses the items.
 *
 * <p>Metrics read fields from other threads without synchronization, as with Flink's own counters.
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
   * @param chunks of held items
   * @param groups all of which must have stored an offset; without groups, the gate stays shut
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

  /** Writes the held items to Flink's state, and returns the rest. */
  PartitionState store() throws Exception {
    held.store();
    return new PartitionState(
        topic, partition, held.head(), held.tail(), tasks, released, positions.byGroup());
  }

  // ---- Announcements.

  /** Returns true if more items may pass than before. */
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

  /** The first held item if it may pass, else null. */
  Gated firstToPass() throws Exception {
    Gated first = held.first();
    oldest = first;
    return first != null && isOpenFor(first) ? first : null;
  }

  /** Removes the item that {@link #firstToPass} has returned. */
  void removeFirst(Gated item) throws Exception {
    held.removeFirst();
    tasks -= item.isTask() ? 1 : 0;
  }

  void released(Gated item) {
    released = item.end();
  }

  /** The offset after the last that has passed; -1 if none has. */
  long released() {
    return released;
  }

  // ---- For metrics.

  long tasks() {
    return tasks;
  }

  /** Offsets that are announced but have not passed. */
  long behind() {
    return released < 0 ? 0 : Math.max(0, positions.lowest() - released);
  }

  /** The age of the first held item's event in milliseconds; 0 if none is held. */
  long oldestAge(long now) {
    Gated first = oldest;
    return first == null || tasks == 0 ? 0 : Math.max(0, now - first.timestamp());
  }

  /** Milliseconds since the last announcement, or since this subtask has had the partition. */
  long announcementAge(long now) {
    return Math.max(0, now - lastAnnounced);
  }
}
