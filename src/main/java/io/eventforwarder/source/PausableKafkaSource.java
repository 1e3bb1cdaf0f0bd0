// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.watermark.WatermarkDeclaration;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * A {@link KafkaSource} that pauses a partition at its {@link ReadLimits limit} and resumes it when
 * the limit has moved. Meanwhile it reads other partitions and takes checkpoints.
 *
 * <p>A partition exceeds its limit by the records that were fetched before the limit was reached or
 * set: less than four times {@code max.poll.records}. Two fetches wait in the reader's queue, one
 * is being read and one may be in progress. A partition that has reached its limit before its first
 * fetch is not read at all.
 *
 * <p>The state is that of {@code KafkaSource}: each can be restored from a savepoint of the other.
 */
public final class PausableKafkaSource
    implements Source<SourceRecord, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<SourceRecord>,
        LineageVertexProvider {

  private static final long serialVersionUID = 1L;

  private final KafkaSource<SourceRecord> source;
  private final TreeSet<String> topics;
  private final ArrayList<ReadLimits.Factory> limits;
  private final SourceWatch.Factory watch;

  /**
   * @param source with a {@link SourceRecordDeserializationSchema}, without an end
   * @param topics to read; a restored state keeps other topics, but they are not read
   * @param limits all of which hold
   */
  public PausableKafkaSource(
      KafkaSource<SourceRecord> source,
      Set<String> topics,
      List<ReadLimits.Factory> limits,
      SourceWatch.Factory watch) {
    if (source.getBoundedness() == Boundedness.BOUNDED) {
      // A consumer refuses to pause a partition whose end it has reached.
      throw new IllegalArgumentException("a source with an end cannot be paused");
    }
    this.source = source;
    this.topics = new TreeSet<>(topics);
    this.limits = new ArrayList<>(limits);
    this.watch = Objects.requireNonNull(watch);
  }

  /** Does what {@link KafkaSource#createReader} does, with a reader that pauses. */
  @Override
  public SourceReader<SourceRecord, KafkaPartitionSplit> createReader(SourceReaderContext context) {
    return new PausableKafkaReader(
        consumerProperties(),
        context,
        new KafkaSourceReaderMetrics(context.metricGroup()),
        topics,
        new SplitLimits(limits, context));
  }

  /** The connector publishes its consumers' properties only in the source's lineage. */
  private Properties consumerProperties() {
    return source.getLineageVertex().datasets().stream()
        .flatMap(dataset -> dataset.facets().values().stream())
        .filter(KafkaDatasetFacet.class::isInstance)
        .map(facet -> ((KafkaDatasetFacet) facet).getProperties())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return new WatchedEnumerator(
        source.createEnumerator(context), watch.create(context.metricGroup()));
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws Exception {
    SourceWatch created = watch.create(context.metricGroup());
    created.startsAt(WatchedEnumerator.starts(checkpoint));
    return new WatchedEnumerator(source.restoreEnumerator(context, checkpoint), created);
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
  public Set<? extends WatermarkDeclaration> declareWatermarks() {
    return source.declareWatermarks();
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
