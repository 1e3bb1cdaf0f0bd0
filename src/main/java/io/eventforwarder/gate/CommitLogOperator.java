// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.metrics.CommitLogMetrics;
import io.eventforwarder.source.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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
 * Makes announcements out of the records of commit logs, and counts the records that announce
 * nothing. At the start it passes on nothing before it has read to where the logs end then, so that
 * the gate opens by what is announced last and not by what was long ago.
 */
public final class CommitLogOperator extends AbstractStreamOperator<Announcement>
    implements OneInputStreamOperator<SourceRecord, Announcement> {

  private static final long serialVersionUID = 1L;

  /** Part of checkpoints: once released it never changes. */
  private static final String STATE = "catch-up";

  private final GateSettings settings;
  private final SerializableSupplier<Map<TopicPartition, Long>> lastOffsets;

  private transient CommitLogDecoder decoder;
  private transient CommitLogMetrics metrics;
  private transient CatchUp catchUp;
  private transient ListState<Tuple3<String, Integer, Announcement>> state;

  /**
   * @param cluster that the commit logs are on
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
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    STATE,
                    Types.TUPLE(Types.STRING, Types.INT, TypeInformation.of(Announcement.class))));
    catchUp = new CatchUp(settings.onBackward(), lastOffsets.get());
    for (Tuple3<String, Integer, Announcement> kept : state.get()) {
      catchUp.keep(new TopicPartition(kept.f0, kept.f1), kept.f2);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    decoder = new CommitLogDecoder(settings);
    metrics = new CommitLogMetrics(getMetricGroup(), Ignored.values());
    if (!catchUp.isDone()) {
      // A log of which nothing is left to be read brings no record that would release this.
      getProcessingTimeService()
          .registerTimer(0, time -> catchUp.releaseCaughtUp().forEach(this::announce));
    }
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    CommitLogEntry entry = decoder.decode(record);
    if (entry instanceof Ignored reason) {
      metrics.ignored(reason);
    } else if (catchUp.isDone()) {
      announce((Announcement) entry);
      return;
    }
    if (!catchUp.isDone()) {
      catchUp(record, entry);
    }
  }

  private void catchUp(SourceRecord record, CommitLogEntry entry) {
    TopicPartition log = new TopicPartition(record.topic(), record.partition());
    if (entry instanceof Announcement announcement) {
      if (catchUp.isBehind(log)) {
        catchUp.keep(log, announcement);
      } else {
        announce(announcement);
      }
    }
    catchUp.read(log, record.offset()).forEach(this::announce);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.clear();
    for (Map.Entry<TopicPartition, List<Announcement>> log : catchUp.kept().entrySet()) {
      for (Announcement announcement : log.getValue()) {
        state.add(Tuple3.of(log.getKey().topic(), log.getKey().partition(), announcement));
      }
    }
  }

  private void announce(Announcement announcement) {
    output.collect(new StreamRecord<>(announcement));
  }
}
