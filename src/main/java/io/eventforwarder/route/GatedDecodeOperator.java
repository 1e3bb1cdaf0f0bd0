// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.gate.Gated;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.SourceRecord;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Runs a {@link DecodeFunction} before a gate: like {@link DecodeOperator}, but the ledger's rows
 * go to the main output, behind the tasks that they count.
 */
public final class GatedDecodeOperator extends AbstractUdfStreamOperator<Gated, DecodeFunction>
    implements OneInputStreamOperator<SourceRecord, Gated>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private transient SideOutputContext context;
  private transient Collector<PostProcessTask> tasks;

  public GatedDecodeOperator(DecodeFunction function) {
    super(function);
  }

  @Override
  public void open() throws Exception {
    super.open();
    context = new SideOutputContext(userFunction);
    tasks = new TaskCollector();
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) throws Exception {
    userFunction.processElement(element.getValue(), context, tasks);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    emitLedgerRows();
  }

  @Override
  public void endInput() {
    emitLedgerRows();
  }

  private void emitLedgerRows() {
    for (LedgerRow row : userFunction.cutLedger()) {
      output.collect(new StreamRecord<>(Gated.row(row)));
    }
  }

  private final class TaskCollector implements Collector<PostProcessTask> {

    @Override
    public void collect(PostProcessTask task) {
      output.collect(new StreamRecord<>(Gated.task(task)));
    }

    @Override
    public void close() {
      output.close();
    }
  }

  /** Side outputs are all that the function asks its context for. */
  private final class SideOutputContext
      extends ProcessFunction<SourceRecord, PostProcessTask>.Context {

    SideOutputContext(DecodeFunction function) {
      function.super();
    }

    @Override
    public <T> void output(OutputTag<T> tag, T value) {
      output.collect(tag, new StreamRecord<>(value));
    }

    @Override
    public Long timestamp() {
      return null;
    }

    @Override
    public TimerService timerService() {
      throw new UnsupportedOperationException("no timers");
    }
  }
}
