// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.dispatch.PostProcessTaskSerializer;
import io.eventforwarder.ledger.LedgerRowSerializer;
import io.eventforwarder.serialization.ImmutableTypeSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format: true and the task, or false and the row. */
final class GatedSerializer extends ImmutableTypeSerializer<Gated> {

  private static final long serialVersionUID = 1L;

  static final GatedSerializer INSTANCE = new GatedSerializer();

  @Override
  public void serialize(Gated gated, DataOutputView target) throws IOException {
    target.writeBoolean(gated.isTask());
    if (gated.isTask()) {
      PostProcessTaskSerializer.INSTANCE.serialize(gated.task(), target);
    } else {
      LedgerRowSerializer.INSTANCE.serialize(gated.row(), target);
    }
  }

  @Override
  public Gated deserialize(DataInputView source) throws IOException {
    return source.readBoolean()
        ? Gated.task(PostProcessTaskSerializer.INSTANCE.deserialize(source))
        : Gated.row(LedgerRowSerializer.INSTANCE.deserialize(source));
  }

  @Override
  public TypeSerializerSnapshot<Gated> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor, since Flink creates it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Gated> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
