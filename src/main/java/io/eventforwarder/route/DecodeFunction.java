// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.OnGap;
import io.eventforwarder.control.PartitionSwitches;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.MessageDecoder;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.decode.Via;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSizeCheck;
import io.eventforwarder.ledger.GapWatch;
import io.eventforwarder.ledger.Ledger;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerState;
import io.eventforwarder.ledger.PartitionLedger;
import io.eventforwarder.ledger.ProgressWatch;
import io.eventforwarder.ledger.SourceLog;
import io.eventforwarder.metrics.ForwarderMetrics;
import io.eventforwarder.source.KafkaHeaderCursor;
import io.eventforwarder.source.ReceivedTimestamp;
import io.eventforwarder.source.SourceRecord;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes each record and routes it: a task to the main output, everything else to a side output.
 * Each record takes exactly one of main output, {@link SideOutputs#FAILURE} and {@link
 * SideOutputs#SKIPPED}, and besides {@link SideOutputs#FALLBACK} if its headers were asked and did
 * not decide. Counts them in a {@link Ledger}, whose rows {@link DecodeOperator} emits.
 */
public final class DecodeFunction extends ProcessFunction<SourceRecord, PostProcessTask>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final Map<String, EventStreamType> typeByTopic;
  private final SwitchSource switchSource;
  private final DecodeLimits limits;
  private final TaskSizeCheck taskSizes;
  private final double paritySample;
  private final FailurePolicy failurePolicy;
  private final SourceLog sourceLog;
  private final OnGap onGap;

  private transient SwitchFeed switchFeed;
  private transient PartitionSwitches switches;
  private transient MessageDecoder decoder;
  private transient KafkaHeaderCursor headers;
  private transient ForwarderMetrics metrics;
  private transient SourceTopics topics;
  private transient ParityAudit parity;
  private transient FailureWatch failures;
  private transient Ledger ledger;
  private transient LedgerState ledgerState;
  private transient ProgressWatch progressWatch;

  /**
   * @param typeByTopic what each source topic carries
   * @param taskSizes finds tasks that their topic does not take
   * @param paritySample share of the records decided by headers whose value is decoded, too
   */
  public DecodeFunction(
      Map<String, EventStreamType> typeByTopic,
      SwitchSource switches,
      DecodeLimits limits,
      TaskSizeCheck taskSizes,
      double paritySample,
      FailurePolicy failurePolicy,
      SourceLog sourceLog,
      OnGap onGap) {
    this.typeByTopic = Map.copyOf(typeByTopic);
    this.switchSource = Objects.requireNonNull(switches);
    this.limits = Objects.requireNonNull(limits);
    this.taskSizes = Objects.requireNonNull(taskSizes);
    this.paritySample = paritySample;
    this.failurePolicy = Objects.requireNonNull(failurePolicy);
    this.sourceLog = Objects.requireNonNull(sourceLog);
    this.onGap = Objects.requireNonNull(onGap);
  }

  @Override
  public void open(OpenContext context) {
    switches = new PartitionSwitches(switchFeed);
    registerSwitches();
    decoder = new MessageDecoder(limits);
    headers = new KafkaHeaderCursor();
    topics = new SourceTopics(typeByTopic, metrics);
    parity = paritySample > 0 ? new ParityAudit(paritySample, metrics, Clock.systemUTC()) : null;
    failures = new FailureWatch(failurePolicy, Clock.systemUTC());
    metrics.registerDeadLetterAlarm(failures::alarm);
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      progressWatch = new ProgressWatch(sourceLog::openProgressLog, metrics);
    }
  }

  private void registerSwitches() {
    for (String topic : typeByTopic.keySet()) {
      metrics.registerSwitches(
          topic,
          () -> switchFeed.current().valueOnlyPercent(topic),
          () -> switchFeed.current().isPaused(topic) ? 1 : 0);
    }
    metrics.registerControlRecordsIgnored(switchFeed::ignored);
  }

  /** Before {@link #open}. */
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    switchFeed = switchSource.open();
    metrics = new ForwarderMetrics(getRuntimeContext().getMetricGroup());
    ledger = new Ledger(new GapWatch(sourceLog, onGap, metrics::gap));
    ledgerState = LedgerState.open(context, ledger, sourceLog);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    ledgerState.update(
        ledger,
        context.getCheckpointId(),
        task.getIndexOfThisSubtask(),
        task.getNumberOfParallelSubtasks());
  }

  @Override
  public void close() {
    if (progressWatch != null) {
      progressWatch.close();
    }
    sourceLog.close();
    if (switchFeed != null) {
      switchFeed.close();
    }
  }

  /** The rows of what was processed since the last call. */
  List<LedgerRow> cutLedger() {
    return ledger.cut();
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<PostProcessTask> out) {
    EventStreamType type = topics.consumed(record.topic());
    boolean sampled = metrics.isSampled();
    Decoded decoded = sampled ? decodeTimed(record, type) : decode(record, type);
    PartitionLedger partition = ledger.consumed(record);
    if (decoded.isFallback()) {
      routeFallback(record, decoded, context);
    }
    if (parity != null && decoded.via() == Via.HEADERS && parity.isSampled(record)) {
      compareWithValue(record, decoded, type, context);
    }
    if (decoded instanceof Decoded.Dispatch dispatch) {
      routeDispatch(record, dispatch, partition, sampled, context, out);
    } else if (decoded instanceof Decoded.Skip skip) {
      failures.succeeded(record);
      routeSkipped(record, skip.via(), skip.cause(), context);
      partition.skipped();
    } else if (decoded instanceof Decoded.Failed failed) {
      routeFailure(record, failed, context);
      partition.deadLettered();
    }
  }

  private void routeDispatch(
      SourceRecord record,
      Decoded.Dispatch dispatch,
      PartitionLedger partition,
      boolean sampled,
      Context context,
      Collector<PostProcessTask> out) {
    if (switches.isDropped(dispatch.arguments().get(TaskArguments.PROJECT_ID))) {
      failures.succeeded(record);
      routeSkipped(record, dispatch.via(), SkipCause.KILL_SWITCH, context);
      partition.killSwitched();
      return;
    }
    PostProcessTask task = PostProcessTask.of(record, dispatch);
    DecodeFailure tooLarge = taskSizes.check(task);
    if (tooLarge != null) {
      routeFailure(record, dispatch.failed(tooLarge), context);
      partition.deadLettered();
      return;
    }
    failures.succeeded(record);
    if (sampled) {
      sampleAge(record);
    }
    routeTask(dispatch, task, out);
    partition.dispatched(dispatch.via());
  }

  private Decoded decode(SourceRecord record, EventStreamType type) {
    return decoder.decode(
        switches.decodeMode(record), headers.over(record.headers()), record.value(), type);
  }

  private Decoded decodeTimed(SourceRecord record, EventStreamType type) {
    long start = System.nanoTime();
    Decoded decoded = decode(record, type);
    metrics.decoded(decoded.via(), System.nanoTime() - start, record.value());
    return decoded;
  }

  private void sampleAge(SourceRecord record) {
    long now = System.currentTimeMillis();
    if (record.timestamp() >= 0) {
      metrics.age(now - record.timestamp());
    }
    ReceivedTimestamp.read(record.headers())
        .ifPresent(received -> metrics.receivedAge(now - received));
  }

  private void routeFallback(SourceRecord record, Decoded decoded, Context context) {
    metrics.fallback(decoded.headerFailure().reason());
    failures.fellBack(record, decoded.headerFailure());
    context.output(SideOutputs.FALLBACK, Fallback.of(record, decoded.headerFailure()));
  }

  private void compareWithValue(
      SourceRecord record, Decoded decoded, EventStreamType type, Context context) {
    parity
        .compare(record, decoded, decoder.decodeValue(record.value(), type))
        .ifPresent(mismatch -> context.output(SideOutputs.FALLBACK, Fallback.of(record, mismatch)));
  }

  private void routeTask(
      Decoded.Dispatch dispatch, PostProcessTask task, Collector<PostProcessTask> out) {
    metrics.dispatched(dispatch.via());
    if (dispatch.groupStatesFailure() != null) {
      metrics.groupStatesDropped();
    }
    out.collect(task);
  }

  private void routeSkipped(SourceRecord record, Via via, SkipCause cause, Context context) {
    metrics.skipped(cause);
    context.output(
        SideOutputs.SKIPPED, new Skipped(record.coordinates(), record.timestamp(), via, cause));
  }

  private void routeFailure(SourceRecord record, Decoded.Failed failed, Context context) {
    failures.failed(record, failed.failure());
    metrics.deadLettered(failed.failure().reason());
    context.output(
        SideOutputs.FAILURE,
        new DeadLetter(
            record, failed.headerFailure(), failed.failure(), System.currentTimeMillis()));
  }
}
