// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.serialization.ImmutableTypeSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.TopicPartition;

/** Format: topic, partition, group, position, timestamp. */
final class AnnouncementSerializer extends ImmutableTypeSerializer<Announcement> {

  private static final long serialVersionUID = 1L;

  static final AnnouncementSerializer INSTANCE = new AnnouncementSerializer();

  @Override
  public void serialize(Announcement announcement, DataOutputView target) throws IOException {
    target.writeUTF(announcement.partition().topic());
    target.writeInt(announcement.partition().partition());
    target.writeUTF(announcement.group());
    target.writeLong(announcement.position());
    target.writeLong(announcement.timestamp());
  }

  @Override
  public Announcement deserialize(DataInputView source) throws IOException {
    return new Announcement(
        new TopicPartition(source.readUTF(), source.readInt()),
        source.readUTF(),
        source.readLong(),
        source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<Announcement> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor, since Flink creates it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Announcement> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
