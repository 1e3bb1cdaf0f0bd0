// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

/** How large brokers may find a record. */
public final class RecordSize {

  private RecordSize() {}

  /**
   * Bytes of a batch with this record alone: the producer's own upper bound, and what compression
   * may add to bytes that do not compress.
   */
  public static int upperBound(ProducerRecord<byte[], byte[]> record) {
    int valueBytes = record.value() == null ? 0 : record.value().length;
    int compressionOverhead = valueBytes >> 8;
    return compressionOverhead
        + AbstractRecords.estimateSizeInBytesUpperBound(
            RecordBatch.CURRENT_MAGIC_VALUE,
            CompressionType.NONE,
            record.key(),
            record.value(),
            record.headers().toArray());
  }
}
