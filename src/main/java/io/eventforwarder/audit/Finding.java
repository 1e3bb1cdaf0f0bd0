// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * A problem with offsets of a partition.
 *
 * @param partition of a source topic; for a record of the ledger that is not a row, the ledger's
 */
public record Finding(
    Problem problem, TopicPartition partition, OffsetRange offsets, String detail) {

  public Finding {
    Objects.requireNonNull(problem);
    Objects.requireNonNull(partition);
    Objects.requireNonNull(offsets);
    Objects.requireNonNull(detail);
  }
}
