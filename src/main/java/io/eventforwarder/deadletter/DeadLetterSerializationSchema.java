/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.deadletter;

import io.eventforwarder.config.DeadLetterHeaderStyle;
import io.eventforwarder.decode.DecodeFailure;
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
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

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
    byte[] value = record.value();
    if (value != null && isTooLarge(record.key(), value, headers)) {
      add(headers, DeadLetterHeaders.VALUE_OMITTED, Integer.toString(value.length));
      value = null;
    }
    return new ProducerRecord<>(
        topic,
        null,
        record.timestamp() < 0 ? null : record.timestamp(),
        record.key(),
        value,
        headers);
  }

  /** The producer's own upper bound, and what compression may add to bytes that do not compress. */
  private boolean isTooLarge(byte[] key, byte[] value, Headers headers) {
    int compressionOverhead = value.length >> 8;
    return compressionOverhead
            + AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.NONE,
                key,
                value,
                headers.toArray())
        > maxRecordBytes;
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
    add(headers, DeadLetterHeaders.STAGE, DECODE_STAGE);
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
