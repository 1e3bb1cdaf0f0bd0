// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.Map;

/**
 * What a checkpoint keeps of a partition's gate, beside the items that it holds.
 *
 * @param head number of the first item held
 * @param tail behind the number of the last
 * @param tasks how many of the items are tasks
 * @param released behind the last offset that has passed; -1 if none has
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

  /** Of a partition that nothing is known of. */
  static PartitionState none(String topic, int partition) {
    return new PartitionState(topic, partition, 0, 0, 0, -1, Map.of());
  }
}
