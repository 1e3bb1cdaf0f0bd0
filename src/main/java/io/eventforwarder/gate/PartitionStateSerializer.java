// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.serialization.ImmutableTypeSerializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.TopicPartition;

/**
 * Format: topic, partition, head, tail, tasks, released, the number of groups, then each group's
 * name and position.
 */
final class PartitionStateSerializer extends ImmutableTypeSerializer<PartitionState> {

  private static final long serialVersionUID = 1L;

  static final PartitionStateSerializer INSTANCE = new PartitionStateSerializer();

  @Override
  public void serialize(PartitionState state, DataOutputView target) throws IOException {
    target.writeUTF(state.partition().topic());
    target.writeInt(state.partition().partition());
    target.writeLong(state.held().head());
    target.writeLong(state.held().tail());
    target.writeLong(state.held().tasks());
    target.writeLong(state.released());
    target.writeInt(state.announced().size());
    for (Map.Entry<String, Long> group : state.announced().entrySet()) {
      target.writeUTF(group.getKey());
      target.writeLong(group.getValue());
    }
  }

  @Override
  public PartitionState deserialize(DataInputView source) throws IOException {
    TopicPartition partition = new TopicPartition(source.readUTF(), source.readInt());
    HeldItems.Extent held =
        new HeldItems.Extent(source.readLong(), source.readLong(), source.readLong());
    long released = source.readLong();
    int groups = source.readInt();
    Map<String, Long> announced = new HashMap<>();
    for (int i = 0; i < groups; i++) {
      announced.put(source.readUTF(), source.readLong());
    }
    return new PartitionState(partition, held, released, announced);
  }

  @Override
  public TypeSerializerSnapshot<PartitionState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor, since Flink creates it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PartitionState> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
