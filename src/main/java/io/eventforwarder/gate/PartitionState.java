// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The state of a partition's gate in a checkpoint. The held items themselves are in other state.
 *
 * @param released the offset after the last item that has passed; -1 if none has
 * @param announced the position of each group
 */
record PartitionState(
    TopicPartition partition, HeldItems.Extent held, long released, Map<String, Long> announced) {

  PartitionState {
    announced = Map.copyOf(announced);
  }

  /** The initial state. */
  static PartitionState none(TopicPartition partition) {
    return new PartitionState(partition, new HeldItems.Extent(0, 0, 0), -1, Map.of());
  }
}
