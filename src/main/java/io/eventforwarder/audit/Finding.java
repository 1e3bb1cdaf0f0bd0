// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.source.OffsetRange;
import org.apache.kafka.common.TopicPartition;

/**
 * A verdict on offsets of a partition.
 *
 * @param partition of a source topic; for a record of the ledger that is not a row, the ledger's
 * @param records how many records have the verdict; where the job has not counted them, how many
 *     offsets
 */
public record Finding(
    Verdict verdict, TopicPartition partition, OffsetRange offsets, long records, String detail) {}
