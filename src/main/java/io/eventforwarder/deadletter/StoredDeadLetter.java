// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.HeaderViews;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A dead letter as read from its topic. The last header of a name counts: the forwarder adds its
 * headers after those of the original record.
 *
 * @param record key, value and timestamp are those of the original record
 * @param source the coordinates of the original record
 */
public record StoredDeadLetter(ConsumerRecord<byte[], byte[]> record, Coordinates source) {

  /** Empty if the record has no provenance headers: then it is not a dead letter. */
  public static Optional<StoredDeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
    return ProvenanceHeaders.read(record.headers())
        .map(source -> new StoredDeadLetter(record, source));
  }

  /** The coordinates of the dead letter itself. */
  public Coordinates coordinates() {
    return Coordinates.of(record);
  }

  /** The name of a {@link DeadLetterReason}, perhaps of another version. */
  public String reason() {
    return header(DeadLetterHeaders.REASON).orElse("UNKNOWN");
  }

  /** The last value of one of the {@link DeadLetterHeaders}. */
  public Optional<String> header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** The size of the original value in bytes, empty if the value was null. */
  public OptionalLong valueSize() {
    byte[] value = record.value();
    long size =
        omittedValueSize().orElse(value == null ? DeadLetterHeaders.NO_VALUE : value.length);
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** The size of an original value that was left out: in bytes, negative if it was null. */
  public OptionalLong omittedValueSize() {
    try {
      return header(DeadLetterHeaders.VALUE_OMITTED)
          .map(text -> OptionalLong.of(Long.parseLong(text)))
          .orElse(OptionalLong.empty());
    } catch (NumberFormatException e) {
      return OptionalLong.of(Long.MIN_VALUE);
    }
  }

  /** The original record's timestamp, milliseconds since the epoch, negative if it had none. */
  public long timestamp() {
    return ProvenanceHeaders.readTimestamp(record.headers(), record.timestamp());
  }

  /** How often the record had been replayed when it failed. */
  public int replayCount() {
    return ReplayHeaders.count(record.headers());
  }

  /** The coordinates of the record at its first attempt. */
  public Coordinates origin() {
    return ReplayHeaders.origin(record.headers(), source);
  }

  /** The record as the job read it, without the headers that were added when it failed. */
  public SourceRecord original() {
    Headers headers = new RecordHeaders();
    int position = 0;
    for (Header header : record.headers()) {
      if (!DeadLetterHeaders.isAdded(header.key())
          || header.key().startsWith(ReplayHeaders.PREFIX)) {
        Header name = record.headers().lastHeader(DeadLetterHeaders.HEADER_NAME_PREFIX + position);
        headers.add(name == null ? header : HeaderViews.header(name.value(), header.value()));
      }
      position++;
    }
    return new SourceRecord(source, timestamp(), record.key(), record.value(), headers);
  }
}
