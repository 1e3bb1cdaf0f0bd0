// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.metrics.CommitLogMetrics;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Decodes the announcements of commit logs, and counts the other records. Emits nothing of a log
 * until it has been read to the end that it had at the start, so that the last announcements open
 * the gate, not earlier ones.
 */
public final class CommitLogOperator extends AbstractStreamOperator<Announcement>
    implements OneInputStreamOperator<SourceRecord, Announcement> {

  private static final long serialVersionUID = 1L;

  /** The name is part of checkpoints, and must never change. */
  private static final ListStateDescriptor<Tuple3<String, Integer, Announcement>> WITHHELD =
      new ListStateDescriptor<>(
          "catch-up", Types.TUPLE(Types.STRING, Types.INT, Announcement.TYPE));

  private final GateSettings settings;
  private final SerializableSupplier<Map<TopicPartition, Long>> lastOffsets;

  private transient CommitLogDecoder decoder;
  private transient CommitLogMetrics metrics;
  private transient CatchUp catchUp;
  private transient ListState<Tuple3<String, Integer, Announcement>> withheld;

  public CommitLogOperator(GateSettings settings, KafkaCluster cluster) {
    this(settings, () -> lastOffsets(cluster, settings.commitLogTopics()));
  }

  private static Map<TopicPartition, Long> lastOffsets(KafkaCluster cluster, Set<String> logs) {
    try (TopicReader reader = new TopicReader(cluster)) {
      return reader.lastOffsets(reader.partitions(logs));
    }
  }

  CommitLogOperator(
      GateSettings settings, SerializableSupplier<Map<TopicPartition, Long>> lastOffsets) {
    this.settings = Objects.requireNonNull(settings);
    this.lastOffsets = Objects.requireNonNull(lastOffsets);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    withheld = context.getOperatorStateStore().getListState(WITHHELD);
    catchUp = new CatchUp(settings.onBackward(), lastOffsets.get());
    for (Tuple3<String, Integer, Announcement> restored : withheld.get()) {
      catchUp.withhold(new TopicPartition(restored.f0, restored.f1), restored.f2);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    decoder = new CommitLogDecoder(settings);
    metrics = new CommitLogMetrics(getMetricGroup(), Ignored.values());
    // A restored log that has already been read to its end may have no record to release these.
    getProcessingTimeService().registerTimer(0, time -> release());
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    TopicPartition log = record.coordinates().topicPartition();
    CommitLogEntry entry = decoder.decode(record);
    if (entry instanceof Ignored reason) {
      metrics.ignored(reason);
    } else if (entry instanceof Announcement announcement) {
      catchUp.withhold(log, announcement);
    }
    if (catchUp.read(log, record.offset())) {
      release();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    withheld.clear();
    for (var entry : catchUp.withheld().entrySet()) {
      TopicPartition log = entry.getKey().log();
      withheld.add(Tuple3.of(log.topic(), log.partition(), entry.getValue()));
    }
  }

  private void release() {
    catchUp.release().forEach(announcement -> output.collect(new StreamRecord<>(announcement)));
  }
}
