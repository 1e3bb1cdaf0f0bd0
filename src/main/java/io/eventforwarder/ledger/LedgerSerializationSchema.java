// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes a row the record that goes to the ledger topic.
 *
 * <p>Its key is {@code topic/partition/from}: no two rows that tile have the same, so that a
 * compacted topic keeps all of them, and of two that do not the later. All rows of a source
 * partition go to one partition, in their order. The provenance headers name the range's first
 * offset.
 */
public final class LedgerSerializationSchema implements KafkaRecordSerializationSchema<LedgerRow> {

  private static final long serialVersionUID = 1L;

  private final String topic;

  public LedgerSerializationSchema(String topic) {
    this.topic = Objects.requireNonNull(topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      LedgerRow row, KafkaSinkContext context, Long timestamp) {
    String partition = row.source().topic() + "/" + row.source().partition();
    int[] partitions = context.getPartitionsForTopic(topic);
    Headers headers = new RecordHeaders();
    ProvenanceHeaders.add(
        headers,
        new Coordinates(row.source().topic(), row.source().partition(), row.offsets().from()));
    return new ProducerRecord<>(
        topic,
        partitions[Math.floorMod(partition.hashCode(), partitions.length)],
        null,
        (partition + "/" + row.offsets().from()).getBytes(StandardCharsets.UTF_8),
        LedgerRowJson.write(row),
        headers);
  }
}
