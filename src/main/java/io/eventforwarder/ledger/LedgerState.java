// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/** The state of a {@link Ledger} in checkpoints. Its name is part of them and never changes. */
public final class LedgerState {

  private static final String NAME = "ledger";

  private final ListState<LedgerEntry> entries;

  private LedgerState(ListState<LedgerEntry> entries) {
    this.entries = entries;
  }

  /** Opens the state and restores the ledger from it. */
  public static LedgerState open(FunctionInitializationContext context, Ledger ledger)
      throws Exception {
    LedgerState state =
        new LedgerState(
            context
                .getOperatorStateStore()
                .getUnionListState(
                    new ListStateDescriptor<>(NAME, LedgerEntrySerializer.INSTANCE)));
    ledger.restore(state.entries.get());
    return state;
  }

  /** Writes the ledger into a checkpoint. */
  public void update(Ledger ledger, long checkpoint, int subtask, int subtasks) throws Exception {
    entries.update(ledger.snapshot(checkpoint, subtask, subtasks));
  }
}
