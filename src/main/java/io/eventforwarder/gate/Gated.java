// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * An item that passes the gate in the order of its partition: a task, or the ledger row after the
 * tasks that it counts. One stream carries both, so that a row never overtakes its tasks.
 *
 * @param task null for a row
 * @param row null for a task
 */
public record Gated(PostProcessTask task, LedgerRow row) {

  public static final TypeInformation<Gated> TYPE =
      new ImmutableTypeInfo<>(Gated.class, GatedSerializer.INSTANCE);

  public static Gated task(PostProcessTask task) {
    return new Gated(Objects.requireNonNull(task), null);
  }

  public static Gated row(LedgerRow row) {
    return new Gated(null, Objects.requireNonNull(row));
  }

  boolean isTask() {
    return task != null;
  }

  String topic() {
    return isTask() ? task.source().topic() : row.source().topic();
  }

  int partition() {
    return isTask() ? task.source().partition() : row.source().partition();
  }

  /** The position that must be announced before the item may pass. */
  long end() {
    return isTask() ? task.source().offset() + 1 : row.offsets().to();
  }

  /** The timestamp of the task's record, or of the row's oldest; milliseconds since the epoch. */
  long timestamp() {
    return isTask() ? task.timestamp() : row.oldestTimestamp();
  }

  /** The key of its partition's gate. */
  public String key() {
    return key(topic(), partition());
  }

  static String key(String topic, int partition) {
    return topic + '-' + partition;
  }
}
