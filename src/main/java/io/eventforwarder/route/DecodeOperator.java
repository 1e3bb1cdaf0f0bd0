// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.SourceRecord;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link DecodeFunction} and emits its rows of the ledger just before each barrier, so that
 * they are in the same checkpoint as the tasks that they count.
 */
public final class DecodeOperator extends ProcessOperator<SourceRecord, PostProcessTask>
    implements BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private final DecodeFunction function;

  public DecodeOperator(DecodeFunction function) {
    super(function);
    this.function = function;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    emitLedgerRows();
  }

  /** Behind the end of input sinks take nothing any more. */
  @Override
  public void endInput() {
    emitLedgerRows();
  }

  private void emitLedgerRows() {
    for (LedgerRow row : function.cutLedger()) {
      output.collect(SideOutputs.LEDGER, new StreamRecord<>(row));
    }
  }
}
