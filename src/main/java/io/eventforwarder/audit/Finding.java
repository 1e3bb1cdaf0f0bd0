// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import java.util.Objects;

/**
 * Something that is wrong with offsets of a partition.
 *
 * @param topic mostly a source topic; the ledger's for a record there that is not a row
 * @param from the first offset
 * @param to behind the last offset
 */
public record Finding(
    Problem problem, String topic, int partition, long from, long to, String detail) {

  public Finding {
    Objects.requireNonNull(problem);
    Objects.requireNonNull(topic);
    Objects.requireNonNull(detail);
  }
}
