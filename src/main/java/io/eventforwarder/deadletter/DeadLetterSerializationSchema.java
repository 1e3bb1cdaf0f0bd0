/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.deadletter;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes a dead letter the record that goes to the dead-letter topic: key, value, headers and
 * timestamp of the original as they are, behind them the headers that say why it failed and where
 * it comes from.
 */
public final class DeadLetterSerializationSchema
    implements KafkaRecordSerializationSchema<DeadLetter> {

  private static final long serialVersionUID = 1L;

  private static final String DECODE_STAGE = "decode";
  private static final int MAX_MESSAGE_BYTES = 512;

  private final String topic;

  public DeadLetterSerializationSchema(String topic) {
    this.topic = Objects.requireNonNull(topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter deadLetter, KafkaSinkContext context, Long timestamp) {
    SourceRecord record = deadLetter.record();
    return new ProducerRecord<>(
        topic,
        null,
        record.timestamp() < 0 ? null : record.timestamp(),
        record.key(),
        record.value(),
        headers(deadLetter));
  }

  private static Headers headers(DeadLetter deadLetter) {
    SourceRecord record = deadLetter.record();
    DecodeFailure failure = deadLetter.failure();
    Headers headers = new RecordHeaders(record.headers());
    add(headers, DeadLetterHeaders.STAGE, DECODE_STAGE);
    add(headers, DeadLetterHeaders.REASON, failure.reason().name());
    if (deadLetter.headerFailure() != null) {
      addMessage(headers, DeadLetterHeaders.HEADER_MESSAGE, deadLetter.headerFailure());
    }
    addMessage(headers, DeadLetterHeaders.VALUE_MESSAGE, failure);
    add(headers, DeadLetterHeaders.CLASS, failure.reason().referenceClass());
    add(headers, DeadLetterHeaders.TIME, Instant.ofEpochMilli(deadLetter.time()).toString());
    ProvenanceHeaders.add(headers, record.coordinates());
    return headers;
  }

  /** Messages are ASCII and short by their making; the bound holds whatever becomes of them. */
  private static void addMessage(Headers headers, String name, DecodeFailure failure) {
    String message = failure.message();
    add(
        headers,
        name,
        message.length() <= MAX_MESSAGE_BYTES ? message : message.substring(0, MAX_MESSAGE_BYTES));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
