// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

/** The size that brokers compare with {@code max.message.bytes}. */
public final class RecordSize {

  /** The header {@link io.eventforwarder.source.ProvenanceHeaders#TIMESTAMP} with 19 digits. */
  private static final int TIMESTAMP_HEADER_BYTES = 48;

  private RecordSize() {}

  /**
   * Bytes of a batch with this record alone: the producer's own upper bound, what compression adds
   * to incompressible bytes, and a timestamp header that may be added.
   */
  public static int upperBound(ProducerRecord<byte[], byte[]> record) {
    int valueBytes = record.value() == null ? 0 : record.value().length;
    int compressionOverhead = valueBytes >> 8;
    return compressionOverhead
        + TIMESTAMP_HEADER_BYTES
        + AbstractRecords.estimateSizeInBytesUpperBound(
            RecordBatch.CURRENT_MAGIC_VALUE,
            CompressionType.NONE,
            record.key(),
            record.value(),
            record.headers().toArray());
  }
}
