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
 * the form that they had before kill switches, so that older savepoints can be restored.
 */
public final class LedgerRowSerializer extends ImmutableTypeSerializer<LedgerRow> {

  private static final long serialVersionUID = 1L;

  public static final LedgerRowSerializer INSTANCE = new LedgerRowSerializer();

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
    for (Gap gap : row.gaps()) {
      target.writeLong(gap.from());
      target.writeLong(gap.to());
      target.writeUTF(gap.cause().name());
    }
  }

  @Override
  public LedgerRow deserialize(DataInputView source) throws IOException {
    String topic = source.readUTF();
    int partition = source.readInt();
    long from = source.readLong();
    long to = source.readLong();
    long viaHeaders = source.readLong();
    long viaValue = source.readLong();
    long skipped = source.readLong();
    long deadLettered = source.readLong();
    long oldestTimestamp = source.readLong();
    int gaps = source.readInt();
    long killSwitched = gaps < 0 ? source.readLong() : 0;
    return new LedgerRow(
        new TopicPartition(topic, partition),
        new OffsetRange(from, to),
        new LedgerRow.Counts(viaHeaders, viaValue, skipped, killSwitched, deadLettered),
        oldestTimestamp,
        readGaps(gaps < 0 ? ~gaps : gaps, source));
  }

  private static List<Gap> readGaps(int count, DataInputView source) throws IOException {
    List<Gap> gaps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gaps.add(new Gap(source.readLong(), source.readLong(), GapCause.valueOf(source.readUTF())));
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
