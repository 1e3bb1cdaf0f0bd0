// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.DeadLetterHeaderStyle;
import io.eventforwarder.dispatch.RecordSize;
import io.eventforwarder.source.Coordinates;
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
 * Writes a dead letter as a Kafka record: key, value, headers and timestamp of the original
 * unchanged, followed by headers that name the reason and the source record.
 */
public final class DeadLetterSerializationSchema
    implements KafkaRecordSerializationSchema<DeadLetter> {

  private static final long serialVersionUID = 1L;

  /**
   * The most bytes that a dead letter adds to its record, and so the size of one that goes without
   * its record. The topic must accept records of this size.
   */
  public static final int MAX_ADDED_BYTES = 4096;

  private static final String CONNECT = DeadLetterHeaders.CONNECT_PREFIX;
  private static final int MAX_MESSAGE_BYTES = 512;

  private final String topic;
  private final DeadLetterHeaderStyle style;
  private final int maxRecordBytes;

  /**
   * @param maxRecordBytes the largest record that the topic accepts. A larger dead letter is
   *     written without its value, or, if that is still too large, without key and headers too
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
    SourceRecord original = deadLetter.record();
    Headers headers = headers(deadLetter, original.headers());
    ProducerRecord<byte[], byte[]> record =
        record(original, original.key(), original.value(), headers);
    if (!fits(record)) {
      addValueOmitted(headers, original.value());
      record = record(original, original.key(), null, headers);
    }
    return fits(record) ? record : withoutOriginal(deadLetter);
  }

  private boolean fits(ProducerRecord<byte[], byte[]> record) {
    return RecordSize.upperBound(record) <= maxRecordBytes;
  }

  private ProducerRecord<byte[], byte[]> withoutOriginal(DeadLetter deadLetter) {
    SourceRecord original = deadLetter.record();
    Headers headers = headers(deadLetter, new RecordHeaders());
    addValueOmitted(headers, original.value());
    add(headers, DeadLetterHeaders.HEADERS_OMITTED, original.headers().toArray().length);
    if (original.key() != null) {
      add(headers, DeadLetterHeaders.KEY_OMITTED, original.key().length);
    }
    return record(original, null, null, headers);
  }

  private static void addValueOmitted(Headers headers, byte[] value) {
    int length = value == null ? DeadLetterHeaders.NO_VALUE : value.length;
    add(headers, DeadLetterHeaders.VALUE_OMITTED, length);
  }

  private ProducerRecord<byte[], byte[]> record(
      SourceRecord original, byte[] key, byte[] value, Headers headers) {
    Long timestamp = original.timestamp() < 0 ? null : original.timestamp();
    return new ProducerRecord<>(topic, null, timestamp, key, value, headers);
  }

  private Headers headers(DeadLetter deadLetter, Headers kept) {
    Headers headers = new RecordHeaders(kept);
    addNamesThatAreNotUtf8(headers, kept);
    if (style.hasForwarder()) {
      addForwarderHeaders(headers, deadLetter);
    }
    if (style.hasKafkaConnect()) {
      addConnectHeaders(headers, deadLetter);
    }
    ProvenanceHeaders.add(headers, deadLetter.record().coordinates());
    ProvenanceHeaders.timestamp(headers, deadLetter.record().timestamp());
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
    DeadLetterReason reason = deadLetter.reason();
    add(headers, DeadLetterHeaders.STAGE, reason.stage());
    add(headers, DeadLetterHeaders.REASON, reason);
    if (deadLetter.headerFailure() != null) {
      add(headers, DeadLetterHeaders.HEADER_MESSAGE, bounded(deadLetter.headerFailure().message()));
    }
    add(headers, DeadLetterHeaders.VALUE_MESSAGE, bounded(deadLetter.message()));
    add(headers, DeadLetterHeaders.CLASS, reason.referenceClass());
    add(headers, DeadLetterHeaders.TIME, Instant.ofEpochMilli(deadLetter.time()));
  }

  private static void addConnectHeaders(Headers headers, DeadLetter deadLetter) {
    DeadLetterReason reason = deadLetter.reason();
    Coordinates source = deadLetter.record().coordinates();
    source.write(headers, CONNECT + "topic", CONNECT + "partition", CONNECT + "offset");
    // Connect's stage for a value that is not what the consumer expects.
    add(headers, CONNECT + "stage", "VALUE_CONVERTER");
    add(headers, CONNECT + "class.name", "io.eventforwarder.decode.MessageDecoder");
    add(headers, CONNECT + "exception.class.name", reason.referenceClass());
    add(headers, CONNECT + "exception.message", bounded(reason + ": " + deadLetter.message()));
  }

  /** Messages are short ASCII already. The bound is a safeguard. */
  private static String bounded(String message) {
    return message.substring(0, Math.min(message.length(), MAX_MESSAGE_BYTES));
  }

  private static void add(Headers headers, String name, Object value) {
    headers.add(name, value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
