// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.DeadLetterHeaderStyle;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class StoredDeadLetterTest {

  private static final String TOPIC = "dead-letters";

  private static StoredDeadLetter stored(SourceRecord record) {
    DecodeFailure failure =
        new DecodeFailure(FailureReason.WRONG_SHAPE, null, 3, "expected something else");
    ProducerRecord<byte[], byte[]> written =
        new DeadLetterSerializationSchema(TOPIC, DeadLetterHeaderStyle.BOTH, 1_048_588)
            .serialize(
                new DeadLetter(
                    record, null, DeadLetterReason.of(failure.reason()), failure.message(), 5_000),
                null,
                null);
    return StoredDeadLetter.of(consumed(written.key(), written.value(), written.headers()))
        .orElseThrow();
  }

  private static ConsumerRecord<byte[], byte[]> consumed(
      byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        TOPIC, 4, 44, 77, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty());
  }

  private static SourceRecord record(Headers headers) {
    return new SourceRecord(
        new Coordinates("events", 3, 33), 77, new byte[] {1}, new byte[] {2, 3}, headers);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tellsWhereItComesFromAndWhy() {
    StoredDeadLetter deadLetter = stored(record(new RecordHeaders()));

    assertThat(deadLetter.source()).isEqualTo(new Coordinates("events", 3, 33));
    assertThat(deadLetter.coordinates()).isEqualTo(new Coordinates(TOPIC, 4, 44));
    assertThat(deadLetter.reason()).isEqualTo("WRONG_SHAPE");
    assertThat(deadLetter.header(DeadLetterHeaders.VALUE_MESSAGE))
        .contains("expected something else at byte 3");
    assertThat(deadLetter.valueSize()).hasValue(2);
    assertThat(deadLetter.omittedValueSize()).isEmpty();
    assertThat(deadLetter.origin()).isEqualTo(deadLetter.source());
  }

  @Test
  void givesTheOriginalBackByteForByte() {
    Headers headers = new RecordHeaders();
    headers.add("b", utf8("1"));
    headers.add("a", null);
    headers.add("b", new byte[] {(byte) 0xFF});
    ReplayHeaders.add(headers, 2, new Coordinates("events", 0, 5));
    SourceRecord record = record(headers);

    StoredDeadLetter deadLetter = stored(record);

    assertThat(deadLetter.original())
        .usingRecursiveComparison()
        .withEqualsForType(RecordHeaders::equals, RecordHeaders.class)
        .isEqualTo(record);
    assertThat(deadLetter.replayCount()).isEqualTo(2);
    assertThat(deadLetter.origin()).isEqualTo(new Coordinates("events", 0, 5));
  }

  @Test
  void headersOfTheOriginalCannotPassForTheForwarders() {
    Headers headers = new RecordHeaders();
    headers.add(DeadLetterHeaders.REASON, utf8("EMPTY_VALUE"));
    headers.add("forwarder.source.topic", utf8("elsewhere"));

    StoredDeadLetter deadLetter = stored(record(headers));

    assertThat(deadLetter.reason()).isEqualTo("WRONG_SHAPE");
    assertThat(deadLetter.source().topic()).isEqualTo("events");
  }

  /** The record was written with another timestamp than its source record's. */
  @Test
  void hasTheTimestampOfItsSourceRecord() {
    Headers headers = new RecordHeaders();
    ProvenanceHeaders.add(headers, new Coordinates("events", 3, 41));
    StoredDeadLetter kept = StoredDeadLetter.of(consumed(null, null, headers)).orElseThrow();
    assertThat(kept.timestamp()).isEqualTo(kept.record().timestamp());

    headers.add(ProvenanceHeaders.TIMESTAMP, "no number".getBytes(StandardCharsets.UTF_8));
    ProvenanceHeaders.addTimestamp(headers, -7);
    StoredDeadLetter replaced = StoredDeadLetter.of(consumed(null, null, headers)).orElseThrow();
    assertThat(replaced.timestamp()).isEqualTo(-7);
    assertThat(replaced.original().timestamp()).isEqualTo(-7);
    assertThat(
            new Selection(
                Set.of(),
                Set.of(),
                Set.of(),
                OffsetRange.ALL,
                new Selection.Period(0, Long.MAX_VALUE)))
        .matches(selection -> !selection.matches(replaced));
  }

  @Test
  void recordWithoutProvenanceIsNoDeadLetter() {
    assertThat(StoredDeadLetter.of(consumed(null, null, new RecordHeaders()))).isEmpty();
  }
}
