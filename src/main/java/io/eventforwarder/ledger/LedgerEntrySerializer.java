// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.serialization.ImmutableTypeSerializer;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The open range as a row, the holes, the checkpoint. */
final class LedgerEntrySerializer extends ImmutableTypeSerializer<LedgerEntry> {

  private static final long serialVersionUID = 1L;

  static final LedgerEntrySerializer INSTANCE = new LedgerEntrySerializer();

  @Override
  public void serialize(LedgerEntry entry, DataOutputView target) throws IOException {
    LedgerRowSerializer.INSTANCE.serialize(entry.open(), target);
    target.writeInt(entry.holes().size());
    for (OffsetRange hole : entry.holes()) {
      target.writeLong(hole.from());
      target.writeLong(hole.to());
    }
    target.writeLong(entry.checkpoint());
  }

  @Override
  public LedgerEntry deserialize(DataInputView source) throws IOException {
    LedgerRow open = LedgerRowSerializer.INSTANCE.deserialize(source);
    int count = source.readInt();
    List<OffsetRange> holes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      holes.add(new OffsetRange(source.readLong(), source.readLong()));
    }
    return new LedgerEntry(open, holes, source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<LedgerEntry> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor: Flink makes it from its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LedgerEntry> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
