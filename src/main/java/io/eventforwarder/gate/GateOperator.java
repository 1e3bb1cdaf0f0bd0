// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowSerializer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds each item until all followed groups have announced its offset. Items of a partition pass in
 * order. While a switch pauses the dispatch of a topic, none of its items pass. Keyed by source
 * partition.
 *
 * <p>Flink's state keeps held items only, see {@link HeldItems}. The rest of a partition's gate is
 * on the heap, and written to state at each checkpoint, so that an item that may pass at once costs
 * no access to state.
 */
public final class GateOperator extends AbstractStreamOperator<PostProcessTask>
    implements TwoInputStreamOperator<Gated, Announcement, PostProcessTask> {

  private static final long serialVersionUID = 1L;

  /** The ledger rows that have passed. */
  public static final OutputTag<LedgerRow> LEDGER =
      new OutputTag<>("gated-ledger", LedgerRowSerializer.typeInfo());

  /** The most held items that pass without a break, which takes some ten milliseconds. */
  static final int BATCH = 5_000;

  // The names of states are part of checkpoints, and must never change.
  private static final MapStateDescriptor<Long, List<Gated>> HELD =
      new MapStateDescriptor<>(
          "held", LongSerializer.INSTANCE, new ListSerializer<>(GatedSerializer.INSTANCE));
  private static final ValueStateDescriptor<PartitionState> PARTITION =
      new ValueStateDescriptor<>("partition", PartitionStateSerializer.INSTANCE);

  private final GateSettings settings;
  private final SwitchSource switchSource;
  private final KafkaCluster source;
  private final String groupId;

  private transient SwitchFeed switches;
  private transient ReleasedOffsets offsets;
  private transient MapState<Long, List<Gated>> held;
  private transient ValueState<PartitionState> partition;
  private transient Map<String, PartitionGate> gates;
  private transient Drain drain;

  /**
   * @param switches for the pauses of topics
   * @param source cluster of the source topics
   * @param groupId the source's consumer group, to commit the offsets that have passed
   */
  public GateOperator(
      GateSettings settings, SwitchSource switches, KafkaCluster source, String groupId) {
    this.settings = Objects.requireNonNull(settings);
    this.switchSource = Objects.requireNonNull(switches);
    this.source = Objects.requireNonNull(source);
    this.groupId = Objects.requireNonNull(groupId);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    held = context.getKeyedStateStore().getMapState(HELD);
    partition = context.getKeyedStateStore().getState(PARTITION);
  }

  @Override
  public void open() throws Exception {
    super.open();
    switches = switchSource.open();
    switches.registerMetrics(getMetricGroup());
    offsets = new ReleasedOffsets(source, groupId);
    gates = new HashMap<>();
    drain = new Drain(getProcessingTimeService(), this::isPaused, this::releaseBatch);
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            PARTITION,
            (key, state) -> drain.add(add(state.value())));
  }

  /** The gate of the current key. */
  private PartitionGate gate(String topic, int number) {
    PartitionGate gate = gates.get((String) getCurrentKey());
    return gate == null ? add(PartitionState.none(new TopicPartition(topic, number))) : gate;
  }

  private PartitionGate add(PartitionState state) {
    PartitionGate gate = new PartitionGate(state, held, groups(state), settings.onBackward());
    gates.put(gate.key(), gate);
    gate.register(getMetricGroup());
    return gate;
  }

  private Set<String> groups(PartitionState state) {
    GateSettings.Followed followed = settings.followedByTopic().get(state.partition().topic());
    if (followed == null) {
      LOG.warn(
          "{} tasks of {} are held until source.topics contains the topic again",
          state.held().tasks(),
          state.partition());
      return Set.of();
    }
    return followed.groups();
  }

  @Override
  public void processElement1(StreamRecord<Gated> element) throws Exception {
    Gated item = element.getValue();
    PartitionGate gate = gate(item.topic(), item.partition());
    if (!gate.isEmpty() || !gate.isOpenFor(item)) {
      gate.append(item);
    } else if (isPaused(gate)) {
      gate.append(item);
      // Its offset is announced already, so no announcement will release it.
      drain.add(gate);
    } else {
      release(gate, item);
    }
  }

  @Override
  public void processElement2(StreamRecord<Announcement> element) throws Exception {
    Announcement announcement = element.getValue();
    PartitionGate gate =
        gate(announcement.partition().topic(), announcement.partition().partition());
    if (gate.announced(announcement) && !gate.isEmpty()) {
      drain.add(gate);
    }
  }

  private boolean isPaused(PartitionGate gate) {
    return switches.current().isPaused(gate.partition().topic());
  }

  /** Returns whether more items may pass. */
  private boolean releaseBatch(PartitionGate gate) throws Exception {
    setCurrentKey(gate.key());
    for (int i = 0; i < BATCH; i++) {
      Gated item = gate.poll();
      if (item == null) {
        return false;
      }
      release(gate, item);
    }
    return true;
  }

  private void release(PartitionGate gate, Gated item) {
    gate.released(item);
    if (item.isTask()) {
      output.collect(new StreamRecord<>(item.task()));
    } else {
      output.collect(LEDGER, new StreamRecord<>(item.row()));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    switches.requireAlive();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Map<TopicPartition, OffsetAndMetadata> released = new HashMap<>();
    for (PartitionGate gate : gates.values()) {
      setCurrentKey(gate.key());
      partition.update(gate.store());
      if (gate.released() >= 0) {
        released.put(gate.partition(), new OffsetAndMetadata(gate.released()));
      }
    }
    offsets.taken(context.getCheckpointId(), released);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    offsets.completed(checkpointId);
  }

  @Override
  public void close() throws Exception {
    IOUtils.closeAll(offsets, switches);
    super.close();
  }
}
