// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowSerializer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side outputs of {@link DecodeOperator}. Its main output carries the tasks. */
public final class SideOutputs {

  /**
   * The headers did not decide, or the value requests something else. In addition to the record's
   * outcome.
   */
  public static final OutputTag<AuditEntry> FALLBACK =
      new OutputTag<>("fallback", TypeInformation.of(AuditEntry.class));

  /** Neither path decided, or the task cannot be dispatched. */
  public static final OutputTag<DeadLetter> FAILURE =
      new OutputTag<>("failure", TypeInformation.of(DeadLetter.class));

  /** The record has no task. */
  public static final OutputTag<AuditEntry> SKIPPED =
      new OutputTag<>("skipped", TypeInformation.of(AuditEntry.class));

  /** What became of a range of offsets. */
  public static final OutputTag<LedgerRow> LEDGER =
      new OutputTag<>("ledger", LedgerRowSerializer.typeInfo());

  private SideOutputs() {}
}
