// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Passes Kafka records to the job unchanged. It reads none of their content, because an exception
 * here would fail the job, not the record.
 */
public final class SourceRecordDeserializationSchema
    implements KafkaRecordDeserializationSchema<SourceRecord> {

  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
    out.collect(SourceRecord.of(record));
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return SourceRecord.TYPE;
  }
}
