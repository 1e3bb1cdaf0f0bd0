// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import io.eventforwarder.serialization.ImmutableTypeSerializer;
import io.eventforwarder.source.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes the row's components in their order, and of each gap from, to and the cause. A row with
 * dropped tasks has the complement of the number of gaps, followed by that count. Other rows keep
 * the form from before kill switches, so that older savepoints can be restored.
 */
public final class LedgerRowSerializer extends ImmutableTypeSerializer<LedgerRow> {

  private static final long serialVersionUID = 1L;

  public static final LedgerRowSerializer INSTANCE = new LedgerRowSerializer();

  /** Each gap has it, since a savepoint's form never changes. */
  private static final String GAP_CAUSE = "RETENTION";

  /** The type information of rows. */
  public static TypeInformation<LedgerRow> typeInfo() {
    return new ImmutableTypeInfo<>(LedgerRow.class, INSTANCE);
  }

  @Override
  public void serialize(LedgerRow row, DataOutputView target) throws IOException {
    target.writeUTF(row.source().topic());
    target.writeInt(row.source().partition());
    target.writeLong(row.offsets().from());
    target.writeLong(row.offsets().to());
    target.writeLong(row.counts().viaHeaders());
    target.writeLong(row.counts().viaValue());
    target.writeLong(row.counts().skipped());
    target.writeLong(row.counts().deadLettered());
    target.writeLong(row.oldestTimestamp());
    if (row.counts().killSwitched() == 0) {
      target.writeInt(row.gaps().size());
    } else {
      target.writeInt(~row.gaps().size());
      target.writeLong(row.counts().killSwitched());
    }
    for (OffsetRange gap : row.gaps()) {
      target.writeLong(gap.from());
      target.writeLong(gap.to());
      target.writeUTF(GAP_CAUSE);
    }
  }

  @Override
  public LedgerRow deserialize(DataInputView source) throws IOException {
    TopicPartition partition = new TopicPartition(source.readUTF(), source.readInt());
    OffsetRange offsets = new OffsetRange(source.readLong(), source.readLong());
    long viaHeaders = source.readLong();
    long viaValue = source.readLong();
    long skipped = source.readLong();
    long deadLettered = source.readLong();
    long oldestTimestamp = source.readLong();
    int gaps = source.readInt();
    long killSwitched = gaps < 0 ? source.readLong() : 0;
    return new LedgerRow(
        partition,
        offsets,
        new LedgerRow.Counts(viaHeaders, viaValue, skipped, killSwitched, deadLettered),
        oldestTimestamp,
        readGaps(gaps < 0 ? ~gaps : gaps, source));
  }

  private static List<OffsetRange> readGaps(int count, DataInputView source) throws IOException {
    List<OffsetRange> gaps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gaps.add(new OffsetRange(source.readLong(), source.readLong()));
      source.readUTF();
    }
    return gaps;
  }

  @Override
  public TypeSerializerSnapshot<LedgerRow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Public with a public constructor: Flink makes it from its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LedgerRow> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
