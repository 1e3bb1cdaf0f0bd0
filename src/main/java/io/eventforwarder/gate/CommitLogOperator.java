// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.source.SourceRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Decodes the announcements of commit logs, and counts the other records.
 *
 * <p>Withholds the announcements of each commit-log partition until it has been read to the end
 * that it had at the start, and reduces them to one position of each group. So the last
 * announcements open the gate, not earlier ones. All announcements of a group for a source
 * partition are in one commit-log partition, since they have one key.
 */
public final class CommitLogOperator extends AbstractStreamOperator<Announcement>
    implements OneInputStreamOperator<SourceRecord, Announcement> {

  private static final long serialVersionUID = 1L;

  /** The name is part of checkpoints, and must never change. */
  private static final ListStateDescriptor<Tuple3<String, Integer, Announcement>> WITHHELD =
      new ListStateDescriptor<>(
          "catch-up", Types.TUPLE(Types.STRING, Types.INT, Announcement.TYPE));

  private final GateSettings settings;
  private final SerializableSupplier<Map<TopicPartition, Long>> findLastOffsets;

  private transient CommitLogDecoder decoder;
  private transient Counter[] ignored;
  private transient ListState<Tuple3<String, Integer, Announcement>> state;

  /** The last offsets of the logs that have not been read to their ends. */
  private transient Map<TopicPartition, Long> lastOffsets;

  private transient Map<Origin, Announcement> withheld;

  /** The commit-log partition of announcements, and the source partition and group in them. */
  private record Origin(TopicPartition log, TopicPartition partition, String group) {}

  public CommitLogOperator(GateSettings settings, KafkaCluster cluster) {
    this(
        settings,
        () -> {
          try (TopicReader reader = new TopicReader(cluster)) {
            return reader.lastOffsets(reader.partitions(settings.commitLogTopics()));
          }
        });
  }

  CommitLogOperator(
      GateSettings settings, SerializableSupplier<Map<TopicPartition, Long>> findLastOffsets) {
    this.settings = Objects.requireNonNull(settings);
    this.findLastOffsets = Objects.requireNonNull(findLastOffsets);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getOperatorStateStore().getListState(WITHHELD);
    lastOffsets = new HashMap<>(findLastOffsets.get());
    withheld = new LinkedHashMap<>();
    for (Tuple3<String, Integer, Announcement> restored : state.get()) {
      withhold(new TopicPartition(restored.f0, restored.f1), restored.f2);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    decoder = new CommitLogDecoder(settings);
    ignored = MetricDefinition.COMMIT_LOG_IGNORED.counters(getMetricGroup(), Ignored.values());
    // A restored log that has already been read to its end may have no record to release these.
    getProcessingTimeService().registerTimer(0, time -> release());
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    TopicPartition log = record.coordinates().topicPartition();
    CommitLogEntry entry = decoder.decode(record);
    if (entry instanceof Ignored reason) {
      ignored[reason.ordinal()].inc();
    } else if (entry instanceof Announcement announcement) {
      withhold(log, announcement);
    }
    lastOffsets.computeIfPresent(log, (key, last) -> record.offset() < last ? last : null);
    if (!lastOffsets.containsKey(log)) {
      release();
    }
  }

  private void withhold(TopicPartition log, Announcement announcement) {
    withheld.merge(
        new Origin(log, announcement.partition(), announcement.group()),
        announcement,
        (earlier, later) ->
            new Announcement(
                later.partition(),
                later.group(),
                settings.onBackward().merge(earlier.position(), later.position()),
                later.timestamp()));
  }

  /** Emits the announcements of the logs that have been read to their ends. */
  private void release() {
    for (var entries = withheld.entrySet().iterator(); entries.hasNext(); ) {
      Map.Entry<Origin, Announcement> entry = entries.next();
      if (!lastOffsets.containsKey(entry.getKey().log())) {
        entries.remove();
        output.collect(new StreamRecord<>(entry.getValue()));
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.clear();
    for (Map.Entry<Origin, Announcement> entry : withheld.entrySet()) {
      TopicPartition log = entry.getKey().log();
      state.add(Tuple3.of(log.topic(), log.partition(), entry.getValue()));
    }
  }
}
