// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import io.eventforwarder.serialization.ImmutableTypeSerializer;
import io.eventforwarder.serialization.NullableBytes;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Format: topic, partition, offset, timestamp, key, value, number of headers, headers. */
final class SourceRecordSerializer extends ImmutableTypeSerializer<SourceRecord> {

  private static final long serialVersionUID = 1L;

  static final SourceRecordSerializer INSTANCE = new SourceRecordSerializer();

  @Override
  public void serialize(SourceRecord record, DataOutputView target) throws IOException {
    target.writeUTF(record.topic());
    target.writeInt(record.partition());
    target.writeLong(record.offset());
    target.writeLong(record.timestamp());
    NullableBytes.write(record.key(), target);
    NullableBytes.write(record.value(), target);
    Header[] headers = record.headers().toArray();
    target.writeInt(headers.length);
    for (Header header : headers) {
      // Not writeUTF: a name may be longer than 64 KiB.
      NullableBytes.write(HeaderViews.nameBytes(header), target);
      NullableBytes.write(header.value(), target);
    }
  }

  @Override
  public SourceRecord deserialize(DataInputView source) throws IOException {
    Coordinates coordinates =
        new Coordinates(source.readUTF(), source.readInt(), source.readLong());
    long timestamp = source.readLong();
    byte[] key = NullableBytes.read(source);
    byte[] value = NullableBytes.read(source);
    Headers headers = new RecordHeaders();
    int count = source.readInt();
    for (int i = 0; i < count; i++) {
      headers.add(HeaderViews.header(NullableBytes.read(source), NullableBytes.read(source)));
    }
    return new SourceRecord(coordinates, timestamp, key, value, headers);
  }

  @Override
  public TypeSerializerSnapshot<SourceRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor, since Flink creates it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
