// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowSerializer;
import io.eventforwarder.metrics.GateMetrics;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds each item until all followed groups have announced its offset. Items of a partition pass in
 * their order. Keyed by source partition.
 *
 * <p>While a switch pauses the dispatch of a topic, none of its items pass.
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

  /** The most held items that pass without a break: some ten milliseconds. */
  static final int BATCH = 5_000;

  /**
   * After a batch the inputs are processed, above all barriers, for the batch's duration divided by
   * this. So they are also processed when the machine is slow.
   */
  private static final int INPUT_SHARE = 4;

  /** How often a paused partition checks whether it may continue. */
  static final long PAUSE_CHECK_MS = 200;

  // The names of states are part of checkpoints, and must never change.
  private static final MapStateDescriptor<Long, List<Gated>> HELD =
      new MapStateDescriptor<>(
          "held", LongSerializer.INSTANCE, new ListSerializer<>(GatedSerializer.INSTANCE));
  private static final ValueStateDescriptor<PartitionState> PARTITION =
      new ValueStateDescriptor<>("partition", PartitionStateSerializer.INSTANCE);

  private final GateSettings settings;
  private final SwitchSource switchSource;
  private final ReleasedOffsets offsets;

  private transient SwitchFeed switches;
  private transient MapState<Long, List<Gated>> held;
  private transient ValueState<PartitionState> partition;
  private transient Map<String, PartitionGate> gates;
  private transient Queue<PartitionGate> draining;
  private transient Set<PartitionGate> paused;
  private transient GateMetrics metrics;

  /**
   * @param switches for the pauses of topics
   * @param source cluster of the source topics
   * @param groupId the source's consumer group, to commit the offsets that have passed
   */
  public GateOperator(
      GateSettings settings, SwitchSource switches, KafkaCluster source, String groupId) {
    this.settings = Objects.requireNonNull(settings);
    this.switchSource = Objects.requireNonNull(switches);
    this.offsets = new ReleasedOffsets(source, groupId);
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
    offsets.open();
    gates = new HashMap<>();
    draining = new ArrayDeque<>();
    paused = new HashSet<>();
    metrics = new GateMetrics(getMetricGroup());
    switches.registerMetrics(getMetricGroup());
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            PARTITION,
            (key, state) -> startDraining(add(state.value())));
  }

  private PartitionGate gate(String topic, int partitionNumber) {
    PartitionGate gate = gates.get((String) getCurrentKey());
    return gate == null ? add(PartitionState.none(topic, partitionNumber)) : gate;
  }

  private PartitionGate add(PartitionState state) {
    PartitionGate gate =
        new PartitionGate(
            state, held, groups(state), settings.onBackward(), System.currentTimeMillis());
    gates.put(gate.key(), gate);
    metrics.register(
        gate.topic(),
        gate.partition(),
        gate::tasks,
        () -> gate.oldestAge(System.currentTimeMillis()),
        gate::behind,
        () -> gate.announcementAge(System.currentTimeMillis()));
    return gate;
  }

  private Set<String> groups(PartitionState state) {
    GateSettings.Followed followed = settings.followedByTopic().get(state.topic());
    if (followed == null) {
      LOG.warn(
          "{} tasks of {}-{} are held until source.topics names the topic again",
          state.tasks(),
          state.topic(),
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
      // It is announced already, so no announcement will release it.
      gate.append(item);
      checkAgainLater(gate);
    } else {
      release(gate, item);
    }
  }

  @Override
  public void processElement2(StreamRecord<Announcement> element) throws Exception {
    Announcement announcement = element.getValue();
    PartitionGate gate = gate(announcement.topic(), announcement.partition());
    if (gate.announced(announcement) && !gate.isEmpty()) {
      startDraining(gate);
    }
  }

  private void startDraining(PartitionGate gate) {
    if (!draining.contains(gate)) {
      if (draining.isEmpty()) {
        scheduleDrain(0);
      }
      draining.add(gate);
    }
  }

  private boolean isPaused(PartitionGate gate) {
    return switches.current().isPaused(gate.topic());
  }

  private void checkAgainLater(PartitionGate gate) {
    if (paused.add(gate)) {
      ProcessingTimeService timers = getProcessingTimeService();
      timers.registerTimer(
          timers.getCurrentProcessingTime() + PAUSE_CHECK_MS,
          time -> {
            paused.remove(gate);
            startDraining(gate);
          });
    }
  }

  private void scheduleDrain(long delay) {
    ProcessingTimeService timers = getProcessingTimeService();
    timers.registerTimer(timers.getCurrentProcessingTime() + 1 + delay, time -> drain());
  }

  /** Releases a batch of one partition, then schedules the next partition. */
  private void drain() throws Exception {
    long start = System.nanoTime();
    PartitionGate gate = draining.remove();
    if (isPaused(gate)) {
      checkAgainLater(gate);
    } else {
      setCurrentKey(gate.key());
      if (releaseBatch(gate)) {
        draining.add(gate);
      }
    }
    if (!draining.isEmpty()) {
      scheduleDrain(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / INPUT_SHARE);
    }
  }

  /** Returns true if more items may pass. */
  private boolean releaseBatch(PartitionGate gate) throws Exception {
    for (int i = 0; i < BATCH; i++) {
      Gated item = gate.firstToPass();
      if (item == null) {
        return false;
      }
      gate.removeFirst(item);
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
    for (PartitionGate gate : gates.values()) {
      setCurrentKey(gate.key());
      partition.update(gate.store());
    }
    offsets.taken(context.getCheckpointId(), released());
  }

  private Map<TopicPartition, OffsetAndMetadata> released() {
    Map<TopicPartition, OffsetAndMetadata> released = new HashMap<>();
    for (PartitionGate gate : gates.values()) {
      if (gate.released() >= 0) {
        released.put(
            new TopicPartition(gate.topic(), gate.partition()),
            new OffsetAndMetadata(gate.released()));
      }
    }
    return released;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    offsets.completed(checkpointId);
  }

  @Override
  public void close() throws Exception {
    offsets.close();
    if (switches != null) {
      switches.close();
    }
    super.close();
  }
}
