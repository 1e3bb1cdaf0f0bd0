// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.source.ProvenanceHeaders;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes an audit entry as a Kafka record: no key, the source record's timestamp, the provenance
 * headers, and the facts as a JSON object.
 */
public final class AuditEntrySerializationSchema
    implements KafkaRecordSerializationSchema<AuditEntry> {

  private static final long serialVersionUID = 1L;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String topic;

  public AuditEntrySerializationSchema(String topic) {
    this.topic = Objects.requireNonNull(topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      AuditEntry entry, KafkaSinkContext context, Long timestamp) {
    Headers headers = new RecordHeaders();
    ProvenanceHeaders.add(headers, entry.source());
    return new ProducerRecord<>(
        topic,
        null,
        ProvenanceHeaders.timestamp(headers, entry.timestamp()),
        null,
        value(entry),
        headers);
  }

  private byte[] value(AuditEntry entry) {
    try {
      return MAPPER.writeValueAsBytes(new TreeMap<>(entry.facts()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always JSON", e);
    }
  }
}
