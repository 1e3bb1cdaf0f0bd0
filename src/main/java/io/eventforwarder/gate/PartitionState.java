// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.Map;

/**
 * The state of a partition's gate in a checkpoint, without the held items.
 *
 * @param head number of the first held item
 * @param tail the number after that of the last
 * @param tasks how many of the items are tasks
 * @param released the offset after the last that has passed; -1 if none has
 * @param announced position by group
 */
record PartitionState(
    String topic,
    int partition,
    long head,
    long tail,
    long tasks,
    long released,
    Map<String, Long> announced) {

  PartitionState {
    announced = Map.copyOf(announced);
  }

  /** The initial state. */
  static PartitionState none(String topic, int partition) {
    return new PartitionState(topic, partition, 0, 0, 0, -1, Map.of());
  }
}
