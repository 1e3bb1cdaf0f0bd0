// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.config.DeadLetterHeaderStyle;
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
 * Writes a dead letter as a Kafka record: key, value, headers and timestamp of the original
 * unchanged, followed by headers that name the reason and the source record.
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
    SourceRecord record = deadLetter.record();
    Headers headers = headers(deadLetter, record.headers());
    ProducerRecord<byte[], byte[]> whole =
        record(deadLetter, record.key(), record.value(), headers);
    if (fits(whole)) {
      return whole;
    }
    add(headers, DeadLetterHeaders.VALUE_OMITTED, valueLength(record));
    ProducerRecord<byte[], byte[]> withoutValue = record(deadLetter, record.key(), null, headers);
    return fits(withoutValue) ? withoutValue : reasonsAlone(deadLetter);
  }

  private boolean fits(ProducerRecord<byte[], byte[]> record) {
    return RecordSize.upperBound(record) <= maxRecordBytes;
  }

  /** For a record whose key and headers alone are too large. */
  private ProducerRecord<byte[], byte[]> reasonsAlone(DeadLetter deadLetter) {
    SourceRecord record = deadLetter.record();
    Headers headers = headers(deadLetter, new RecordHeaders());
    add(headers, DeadLetterHeaders.VALUE_OMITTED, valueLength(record));
    add(
        headers,
        DeadLetterHeaders.HEADERS_OMITTED,
        Integer.toString(record.headers().toArray().length));
    if (record.key() != null) {
      add(headers, DeadLetterHeaders.KEY_OMITTED, Integer.toString(record.key().length));
    }
    return record(deadLetter, null, null, headers);
  }

  private static String valueLength(SourceRecord record) {
    return Integer.toString(
        record.value() == null ? DeadLetterHeaders.NO_VALUE : record.value().length);
  }

  private ProducerRecord<byte[], byte[]> record(
      DeadLetter deadLetter, byte[] key, byte[] value, Headers headers) {
    long timestamp = deadLetter.record().timestamp();
    return new ProducerRecord<>(topic, null, timestamp < 0 ? null : timestamp, key, value, headers);
  }

  /**
   * @param original the headers to keep
   */
  private Headers headers(DeadLetter deadLetter, Headers original) {
    Headers headers = new RecordHeaders(original);
    addNamesThatAreNotUtf8(headers, original);
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
    add(headers, DeadLetterHeaders.REASON, reason.name());
    if (deadLetter.headerFailure() != null) {
      add(headers, DeadLetterHeaders.HEADER_MESSAGE, bounded(deadLetter.headerFailure().message()));
    }
    add(headers, DeadLetterHeaders.VALUE_MESSAGE, bounded(deadLetter.message()));
    add(headers, DeadLetterHeaders.CLASS, reason.referenceClass());
    add(headers, DeadLetterHeaders.TIME, Instant.ofEpochMilli(deadLetter.time()).toString());
  }

  private static void addConnectHeaders(Headers headers, DeadLetter deadLetter) {
    SourceRecord record = deadLetter.record();
    DeadLetterReason reason = deadLetter.reason();
    record
        .coordinates()
        .write(headers, ConnectHeaders.TOPIC, ConnectHeaders.PARTITION, ConnectHeaders.OFFSET);
    add(headers, ConnectHeaders.STAGE, CONNECT_STAGE);
    add(headers, ConnectHeaders.CLASS_NAME, CONNECT_CLASS);
    add(headers, ConnectHeaders.EXCEPTION_CLASS_NAME, reason.referenceClass());
    add(headers, ConnectHeaders.EXCEPTION_MESSAGE, bounded(reason + ": " + deadLetter.message()));
  }

  /** Messages are short ASCII already. The bound is a safeguard. */
  private static String bounded(String message) {
    return message.length() <= MAX_MESSAGE_BYTES
        ? message
        : message.substring(0, MAX_MESSAGE_BYTES);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
