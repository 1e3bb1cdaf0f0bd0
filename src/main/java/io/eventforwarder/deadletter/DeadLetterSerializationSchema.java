/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.deadletter;

import io.eventforwarder.config.DeadLetterHeaderStyle;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.dispatch.RecordSize;
import io.eventforwarder.source.HeaderViews;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
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

  private static final int MAX_MESSAGE_BYTES = 512;

  /** Connect's name for the stage at which a value turns out not to be what was expected. */
  private static final String CONNECT_STAGE = "VALUE_CONVERTER";

  private static final String CONNECT_CLASS = "io.eventforwarder.decode.MessageDecoder";

  private final String topic;
  private final DeadLetterHeaderStyle style;
  private final int maxRecordBytes;

  /**
   * @param maxRecordBytes the largest record that the topic takes; a larger dead letter goes
   *     without its value
   */
  public DeadLetterSerializationSchema(
      String topic, DeadLetterHeaderStyle style, int maxRecordBytes) {
    this.topic = Objects.requireNonNull(topic);
    this.style = Objects.requireNonNull(style);
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter deadLetter, KafkaSinkContext context, Long timestamp) {
    SourceRecord record = deadLetter.record();
    Headers headers = headers(deadLetter);
    ProducerRecord<byte[], byte[]> whole = record(record, record.value(), headers);
    if (record.value() == null || RecordSize.upperBound(whole) <= maxRecordBytes) {
      return whole;
    }
    add(headers, DeadLetterHeaders.VALUE_OMITTED, Integer.toString(record.value().length));
    return record(record, null, headers);
  }

  private ProducerRecord<byte[], byte[]> record(
      SourceRecord original, byte[] value, Headers headers) {
    return new ProducerRecord<>(
        topic,
        null,
        original.timestamp() < 0 ? null : original.timestamp(),
        original.key(),
        value,
        headers);
  }

  private Headers headers(DeadLetter deadLetter) {
    SourceRecord record = deadLetter.record();
    Headers headers = new RecordHeaders(record.headers());
    addNamesThatAreNotUtf8(headers, record.headers());
    if (style.hasForwarder()) {
      addForwarderHeaders(headers, deadLetter);
    }
    if (style.hasKafkaConnect()) {
      addConnectHeaders(headers, deadLetter);
    }
    ProvenanceHeaders.add(headers, record.coordinates());
    return headers;
  }

  private static void addNamesThatAreNotUtf8(Headers headers, Headers original) {
    int position = 0;
    for (Header header : original) {
      byte[] name = HeaderViews.nameBytes(header);
      if (!Arrays.equals(name, header.key().getBytes(StandardCharsets.UTF_8))) {
        headers.add(DeadLetterHeaders.HEADER_NAME_PREFIX + position, name);
      }
      position++;
    }
  }

  private static void addForwarderHeaders(Headers headers, DeadLetter deadLetter) {
    DecodeFailure failure = deadLetter.failure();
    add(headers, DeadLetterHeaders.STAGE, failure.reason().stage());
    add(headers, DeadLetterHeaders.REASON, failure.reason().name());
    if (deadLetter.headerFailure() != null) {
      add(headers, DeadLetterHeaders.HEADER_MESSAGE, bounded(deadLetter.headerFailure().message()));
    }
    add(headers, DeadLetterHeaders.VALUE_MESSAGE, bounded(failure.message()));
    add(headers, DeadLetterHeaders.CLASS, failure.reason().referenceClass());
    add(headers, DeadLetterHeaders.TIME, Instant.ofEpochMilli(deadLetter.time()).toString());
  }

  private static void addConnectHeaders(Headers headers, DeadLetter deadLetter) {
    SourceRecord record = deadLetter.record();
    DecodeFailure failure = deadLetter.failure();
    record
        .coordinates()
        .write(headers, ConnectHeaders.TOPIC, ConnectHeaders.PARTITION, ConnectHeaders.OFFSET);
    add(headers, ConnectHeaders.STAGE, CONNECT_STAGE);
    add(headers, ConnectHeaders.CLASS_NAME, CONNECT_CLASS);
    add(headers, ConnectHeaders.EXCEPTION_CLASS_NAME, failure.reason().referenceClass());
    add(
        headers,
        ConnectHeaders.EXCEPTION_MESSAGE,
        bounded(failure.reason() + ": " + failure.message()));
  }

  /** Messages are ASCII and short by their making; the bound holds whatever becomes of them. */
  private static String bounded(String message) {
    return message.length() <= MAX_MESSAGE_BYTES
        ? message
        : message.substring(0, MAX_MESSAGE_BYTES);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
