// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * A {@link Ledger}'s place in checkpoints. Its name is part of them: once released it never
 * changes.
 */
public final class LedgerState {

  private static final String NAME = "ledger";

  private final ListState<LedgerEntry> entries;

  private LedgerState(ListState<LedgerEntry> entries) {
    this.entries = entries;
  }

  /** Opens the state and restores the ledger from it, or from {@code log} if there is none. */
  public static LedgerState open(
      FunctionInitializationContext context, Ledger ledger, SourceLog log) throws Exception {
    LedgerState state =
        new LedgerState(
            context
                .getOperatorStateStore()
                .getUnionListState(
                    new ListStateDescriptor<>(NAME, LedgerEntrySerializer.INSTANCE)));
    if (context.isRestored()) {
      ledger.restore(state.entries.get());
    } else {
      ledger.resume(log.resumeOffsets());
    }
    return state;
  }

  /** Writes the ledger into a checkpoint. */
  public void update(Ledger ledger, long checkpoint, int subtask, int subtasks) throws Exception {
    entries.update(ledger.snapshot(checkpoint, subtask, subtasks));
  }
}
