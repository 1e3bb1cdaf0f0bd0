// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * A {@link KafkaSource} that stops reading a partition at its {@link ReadLimits limit} and goes on
 * when the limit has moved. Checkpoints and savepoints go on meanwhile, and other partitions are
 * read.
 *
 * <p>A partition is passed on beyond its limit by what was fetched before the limit was met: three
 * fetches of {@code max.poll.records} at most. When all partitions of a subtask are at their
 * limits, it passes on nothing at all; nor does it of a partition that is at its limit from the
 * start.
 *
 * <p>Its state is that of the source it wraps: the one can be restored from a savepoint of the
 * other.
 */
public final class PausableKafkaSource
    implements Source<SourceRecord, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<SourceRecord>,
        LineageVertexProvider {

  private static final long serialVersionUID = 1L;

  private final KafkaSource<SourceRecord> source;
  private final ReadLimits.Factory limits;

  public PausableKafkaSource(KafkaSource<SourceRecord> source, ReadLimits.Factory limits) {
    this.source = Objects.requireNonNull(source);
    this.limits = Objects.requireNonNull(limits);
  }

  @Override
  public SourceReader<SourceRecord, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    ReadLimits opened = limits.open(context);
    try {
      return new PausableReader(source.createReader(context), opened);
    } catch (Exception e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws Exception {
    return source.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return source.getProducedType();
  }

  @Override
  public LineageVertex getLineageVertex() {
    return source.getLineageVertex();
  }
}
