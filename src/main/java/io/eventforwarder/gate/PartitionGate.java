// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings.OnBackward;
import io.eventforwarder.metrics.MetricDefinition;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.kafka.common.TopicPartition;

/**
 * The gate of one source partition: the announced positions and the held items. The operator sets
 * the partition's key before it uses the items.
 *
 * <p>Metrics read fields from other threads without synchronization, as with Flink's own counters.
 */
final class PartitionGate {

  private final TopicPartition partition;
  private final GroupPositions positions;
  private final HeldItems held;
  private final long opened = System.currentTimeMillis();

  private long released;
  private long lastAnnounced = -1;
  private Gated oldest;

  /**
   * @param chunks of held items
   * @param groups all of which must have stored an offset; without groups, the gate stays shut
   */
  PartitionGate(
      PartitionState state,
      MapState<Long, List<Gated>> chunks,
      Set<String> groups,
      OnBackward onBackward) {
    this.partition = state.partition();
    this.positions = new GroupPositions(groups, onBackward, state.announced());
    this.held = new HeldItems(chunks, state.held());
    this.released = state.released();
  }

  TopicPartition partition() {
    return partition;
  }

  String key() {
    return Gated.key(partition.topic(), partition.partition());
  }

  /** Writes the held items to Flink's state, and returns the rest. */
  PartitionState store() throws Exception {
    return new PartitionState(partition, held.store(), released, positions.byGroup());
  }

  /** Returns whether the position has changed up to which items may pass. */
  boolean announced(Announcement announcement) {
    lastAnnounced = Math.max(lastAnnounced, announcement.timestamp());
    return positions.announced(announcement);
  }

  boolean isOpenFor(Gated item) {
    return item.end() <= positions.lowest();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  void append(Gated item) throws Exception {
    if (isEmpty()) {
      oldest = item;
    }
    held.append(item);
  }

  /** Removes the first held item and returns it if it may pass, else returns null. */
  Gated poll() throws Exception {
    oldest = held.first();
    if (oldest == null || !isOpenFor(oldest)) {
      return null;
    }
    held.removeFirst();
    return oldest;
  }

  void released(Gated item) {
    released = item.end();
  }

  /** The offset after the last item that has passed; -1 if none has. */
  long released() {
    return released;
  }

  // ---- Metrics.

  void register(MetricGroup group) {
    gauge(group, MetricDefinition.HELD_TASKS, held::tasks);
    gauge(group, MetricDefinition.OLDEST_HELD_MILLIS, this::oldestAge);
    gauge(group, MetricDefinition.ANNOUNCED_NOT_RELEASED, this::behind);
    gauge(group, MetricDefinition.ANNOUNCEMENT_AGE_MILLIS, this::announcementAge);
  }

  private void gauge(MetricGroup group, MetricDefinition metric, Gauge<Long> value) {
    metric.gauge(group, value, partition.topic(), Integer.toString(partition.partition()));
  }

  /** The age of the first held item's event in milliseconds; 0 if no task is held. */
  private long oldestAge() {
    Gated first = oldest;
    return first == null || held.tasks() == 0 ? 0 : age(first.timestamp());
  }

  /** Offsets that are announced but have not passed. */
  private long behind() {
    return released < 0 ? 0 : Math.max(0, positions.lowest() - released);
  }

  /** Milliseconds since the last announcement, or since this subtask has had the partition. */
  private long announcementAge() {
    return age(lastAnnounced < 0 ? opened : lastAnnounced);
  }

  private static long age(long timestamp) {
    return Math.max(0, System.currentTimeMillis() - timestamp);
  }
}
