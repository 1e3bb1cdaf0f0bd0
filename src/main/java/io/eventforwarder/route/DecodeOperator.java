// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.Via;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSizeCheck;
import io.eventforwarder.ledger.GapWatch;
import io.eventforwarder.ledger.Ledger;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.SourceLog;
import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.SourceRecord;
import java.time.Clock;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Decodes each record and emits its outcome: a task to the main output, everything else to a side
 * output. Counts the outcomes and emits ledger rows before each barrier, so that they are in the
 * same checkpoint as the tasks that they count.
 *
 * <p>With a gate downstream, the rows follow their tasks on the main output.
 */
public final class DecodeOperator<T> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<SourceRecord, T>, BoundedOneInput, Outputs {

  private static final long serialVersionUID = 1L;

  private final DecodeSettings settings;
  private final SwitchSource switchSource;
  private final TaskSizeCheck taskSizes;
  private final SourceLog sourceLog;
  private final MainOutput<T> mainOutput;

  private transient SwitchFeed switches;
  private transient DecodeMetrics metrics;
  private transient FailureWatch failures;
  private transient Ledger ledger;
  private transient SourcePartitions partitions;
  private transient RecordRouter router;

  public DecodeOperator(
      DecodeSettings settings,
      SwitchSource switches,
      TaskSizeCheck taskSizes,
      SourceLog sourceLog,
      MainOutput<T> mainOutput) {
    this.settings = settings;
    this.switchSource = switches;
    this.taskSizes = taskSizes;
    this.sourceLog = sourceLog;
    this.mainOutput = mainOutput;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    switches = switchSource.open();
    metrics = new DecodeMetrics(getMetricGroup());
    ledger = new Ledger(new GapWatch(sourceLog, settings.onGap(), metrics::gap));
    ledger.open(context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    failures = new FailureWatch(settings.failurePolicy(), Clock.systemUTC());
    partitions = new SourcePartitions(settings, ledger, metrics);
    router = new RecordRouter(decoder(), taskSizes, this);
    MetricGroup group = getMetricGroup();
    MetricDefinition.DEAD_LETTER_ALARM.gauge(group, failures::alarm);
    MetricDefinition.CONTROL_RECORDS_IGNORED.gauge(group, switches::ignored);
    for (String topic : settings.typeByTopic().keySet()) {
      MetricDefinition.VALUE_ONLY_PERCENT.gauge(
          group, () -> switches.current().valueOnlyPercent(topic), topic);
      MetricDefinition.PAUSED.gauge(group, () -> switches.current().isPaused(topic) ? 1 : 0, topic);
    }
    switches.registerMetrics(group);
  }

  private RecordDecoder decoder() {
    MessageDecoder messages = new MessageDecoder(settings.limits());
    KafkaHeaderCursor headers = new KafkaHeaderCursor();
    RecordDecoder decoder =
        (record, partition) ->
            messages.decode(
                partition.mode(), headers.over(record.headers()), record.value(), partition.type());
    if (settings.paritySample() > 0) {
      decoder =
          new ParityDecoder(
              decoder,
              messages,
              settings.paritySample(),
              metrics,
              entry -> output(SideOutputs.FALLBACK, entry));
    }
    return new TimedDecoder(decoder, metrics);
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    if (record.isAssignment()) {
      partitions.assigned(record);
      return;
    }
    SourcePartition partition = partitions.of(record);
    partition.apply(switches.current());
    partition.recordsIn().inc();
    ledger.consumed(partition.ledger(), record.offset(), record.timestamp());
    router.route(record, partition);
  }

  // ---- Outcomes. Each is counted and emitted here, and nowhere else.

  @Override
  public void task(SourcePartition partition, Decoded.Dispatch decoded, PostProcessTask task) {
    partition.ledger().dispatched(decoded.via());
    partition.failures().succeeded();
    metrics.dispatched(decoded.via());
    if (decoded.groupStatesFailure() != null) {
      metrics.groupStatesDropped();
    }
    output.collect(new StreamRecord<>(mainOutput.ofTask().apply(task)));
  }

  @Override
  public void skipped(SourcePartition partition, SourceRecord record, Decoded.Skip decoded) {
    partition.ledger().skipped();
    partition.failures().succeeded();
    metrics.skipped(decoded.cause());
    output(
        SideOutputs.SKIPPED, AuditEntry.skipped(record, decoded.via(), decoded.cause().toString()));
  }

  @Override
  public void dropped(SourcePartition partition, SourceRecord record, Via via) {
    partition.ledger().killSwitched();
    partition.failures().succeeded();
    metrics.killSwitched();
    output(SideOutputs.SKIPPED, AuditEntry.skipped(record, via, AuditEntry.KILL_SWITCH));
  }

  @Override
  public void failed(
      SourcePartition partition,
      SourceRecord record,
      DecodeFailure headerFailure,
      DeadLetterReason reason,
      String message) {
    partition.ledger().deadLettered();
    metrics.deadLettered(reason);
    DeadLetter deadLetter =
        new DeadLetter(record, headerFailure, reason, message, System.currentTimeMillis());
    failures.failed(partition.failures(), deadLetter);
    output(SideOutputs.FAILURE, deadLetter);
  }

  @Override
  public void fallback(SourceRecord record, DecodeFailure headerFailure) {
    metrics.fallback(headerFailure.reason());
    failures.fellBack(record, headerFailure);
    output(SideOutputs.FALLBACK, AuditEntry.fallback(record, headerFailure));
  }

  private <X> void output(OutputTag<X> tag, X value) {
    output.collect(tag, new StreamRecord<>(value));
  }

  // ---- Checkpoints and the end of input.

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    switches.requireAlive();
    emitLedgerRows(FinalSavepoint.is(getContainingTask(), checkpointId));
  }

  /** Sinks accept nothing after the end of the input. */
  @Override
  public void endInput() {
    emitLedgerRows(true);
  }

  private void emitLedgerRows(boolean isLast) {
    for (LedgerRow row : ledger.cut(isLast)) {
      if (mainOutput.ofRow() == null) {
        output(SideOutputs.LEDGER, row);
      } else {
        output.collect(new StreamRecord<>(mainOutput.ofRow().apply(row)));
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    ledger.snapshot(context.getCheckpointId(), getRuntimeContext().getTaskInfo());
  }

  @Override
  public void close() throws Exception {
    sourceLog.close();
    if (switches != null) {
      switches.close();
    }
    super.close();
  }
}
