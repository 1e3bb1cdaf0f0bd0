// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.gate.Gated;
import io.eventforwarder.ledger.LedgerRow;
import java.io.Serializable;
import org.apache.flink.util.function.SerializableFunction;

/**
 * What the main output of the {@link DecodeOperator} carries.
 *
 * @param ofRow null if ledger rows go to {@link SideOutputs#LEDGER}
 */
public record MainOutput<T>(
    SerializableFunction<PostProcessTask, T> ofTask, SerializableFunction<LedgerRow, T> ofRow)
    implements Serializable {

  /** Tasks alone, for the dispatch sink. */
  public static MainOutput<PostProcessTask> tasks() {
    return new MainOutput<>(task -> task, null);
  }

  /** Tasks and ledger rows, for the gate. */
  public static MainOutput<Gated> gated() {
    return new MainOutput<>(Gated::task, Gated::row);
  }
}
