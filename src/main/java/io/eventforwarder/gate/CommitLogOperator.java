// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.metrics.CommitLogMetrics;
import io.eventforwarder.source.SourceRecord;
import java.util.Map;
import java.util.Objects;
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
 * Decodes the announcements of commit logs, and counts the records that hold none. Emits nothing
 * before it has read to the end that the logs had at the start, so that the last announcements open
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

  /**
   * @param cluster of the commit logs
   */
  public CommitLogOperator(GateSettings settings, KafkaCluster cluster) {
    this(settings, new CommitLogEnds(cluster, settings.commitLogTopics()));
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
    if (!catchUp.isDone()) {
      // A log that is already read to its end may have no record that would release these.
      getProcessingTimeService()
          .registerTimer(0, time -> catchUp.release().forEach(this::announce));
    }
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    CommitLogEntry entry = decoder.decode(record);
    if (entry instanceof Ignored reason) {
      metrics.ignored(reason);
    }
    if (!catchUp.isDone()) {
      TopicPartition log = new TopicPartition(record.topic(), record.partition());
      if (entry instanceof Announcement announcement) {
        catchUp.withhold(log, announcement);
      }
      catchUp.read(log, record.offset()).forEach(this::announce);
    } else if (entry instanceof Announcement announcement) {
      announce(announcement);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    withheld.clear();
    for (var log : catchUp.withheld().entrySet()) {
      for (Announcement announcement : log.getValue().values()) {
        withheld.add(Tuple3.of(log.getKey().topic(), log.getKey().partition(), announcement));
      }
    }
  }

  private void announce(Announcement announcement) {
    output.collect(new StreamRecord<>(announcement));
  }
}
