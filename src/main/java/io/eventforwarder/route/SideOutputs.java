// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.ledger.LedgerRow;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side outputs of {@link DecodeFunction}; its main output are the tasks. */
public final class SideOutputs {

  /**
   * The headers did not decide, or the value says something else. Besides the record's own outcome,
   * not instead of it.
   */
  public static final OutputTag<Fallback> FALLBACK =
      new OutputTag<>("fallback", TypeInformation.of(Fallback.class));

  /** Neither path decided. */
  public static final OutputTag<DeadLetter> FAILURE =
      new OutputTag<>("failure", TypeInformation.of(DeadLetter.class));

  /** There is nothing to do. */
  public static final OutputTag<Skipped> SKIPPED =
      new OutputTag<>("skipped", TypeInformation.of(Skipped.class));

  /** What became of a range of offsets; from {@link DecodeOperator}. */
  public static final OutputTag<LedgerRow> LEDGER =
      new OutputTag<>("ledger", TypeInformation.of(LedgerRow.class));

  private SideOutputs() {}
}
