// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.DeadLetterHeaderStyle;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.dispatch.RecordSize;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLetterSerializationSchemaTest {

  private static final long TIME = 1_795_377_600_000L;
  private static final int MAX_BYTES = 100_000;
  private static final byte[] BYTES = {0, (byte) 0xFF, 1};
  private static final DecodeFailure HEADER_FAILURE =
      new DecodeFailure(
          FailureReason.MISSING_FIELD, "event_id", -1, "expected the header, found none");
  private static final DecodeFailure FAILURE =
      new DecodeFailure(FailureReason.INVALID_JSON, null, 17, "expected a value");

  private final DeadLetterSerializationSchema schema = schema(DeadLetterHeaderStyle.FORWARDER);

  @Test
  void keepsTheOriginalAsItIs() {
    Headers headers =
        new RecordHeaders()
            .add("b", BYTES)
            .add("a", null)
            .add("b", new byte[0])
            .add("forwarder.x", BYTES);
    Header[] before = headers.toArray();

    ProducerRecord<byte[], byte[]> record =
        serialize(
            new SourceRecord(
                new Coordinates("events", 3, 41), 1_700_000_000_123L, BYTES, BYTES, headers));

    assertThat(record.topic()).isEqualTo("dead");
    assertThat(record.key()).isEqualTo(BYTES);
    assertThat(record.value()).isEqualTo(BYTES);
    assertThat(record.timestamp()).isEqualTo(1_700_000_000_123L);
    assertThat(Arrays.copyOf(record.headers().toArray(), 4)).isEqualTo(before);
    assertThat(headers.toArray()).isEqualTo(before);
  }

  @Test
  void keepsNullsNull() {
    ProducerRecord<byte[], byte[]> record =
        serialize(
            new SourceRecord(
                new Coordinates("events", 3, 41), -1, null, null, new RecordHeaders()));

    assertThat(record.key()).isNull();
    assertThat(record.value()).isNull();
    assertThat(record.timestamp()).isNull();
  }

  @Test
  void saysWhyAndWhereFrom() {
    ProducerRecord<byte[], byte[]> record =
        serialize(
            new SourceRecord(
                new Coordinates("events", 3, 41), 5, null, BYTES, new RecordHeaders()));
    Map<String, String> added = added(record);

    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("forwarder.error.stage", "decode");
    expected.put("forwarder.error.reason", "INVALID_JSON");
    expected.put("forwarder.error.header-message", "event_id: expected the header, found none");
    expected.put("forwarder.error.value-message", "expected a value at byte 17");
    expected.put("forwarder.error.class", "JSONDecodeError");
    expected.put("forwarder.error.time", "2026-11-22T20:00:00Z");
    expected.put("forwarder.source.topic", "events");
    expected.put("forwarder.source.partition", "3");
    expected.put("forwarder.source.offset", "41");
    assertThat(added).containsExactlyEntriesOf(expected);
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureReasonIsAReasonOfDeadLetters(FailureReason reason) {
    DeadLetterReason of = DeadLetterReason.of(reason);

    assertThat(of).hasToString(reason.name());
    assertThat(of.stage()).isEqualTo("decode");
    assertThat(of.referenceClass()).isEqualTo(reason.referenceClass());
  }

  @Test
  void saysItInKafkaConnectsWordsToo() {
    SourceRecord original =
        new SourceRecord(new Coordinates("events", 3, 41), 5, null, BYTES, new RecordHeaders());
    DeadLetter deadLetter = deadLetter(original, HEADER_FAILURE, TIME);
    Map<String, String> connect =
        added(schema(DeadLetterHeaderStyle.KAFKA_CONNECT).serialize(deadLetter, null, null));
    Map<String, String> both =
        added(schema(DeadLetterHeaderStyle.BOTH).serialize(deadLetter, null, null));

    assertThat(connect)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "__connect.errors.topic", "events",
                "__connect.errors.partition", "3",
                "__connect.errors.offset", "41",
                "__connect.errors.stage", "VALUE_CONVERTER",
                "__connect.errors.class.name", "io.eventforwarder.decode.MessageDecoder",
                "__connect.errors.exception.class.name", "JSONDecodeError",
                "__connect.errors.exception.message", "INVALID_JSON: expected a value at byte 17",
                "forwarder.source.topic", "events",
                "forwarder.source.partition", "3",
                "forwarder.source.offset", "41"));
    assertThat(both).containsAllEntriesOf(connect).containsAllEntriesOf(added(serialize(original)));
  }

  @Test
  void goesWithoutAValueThatTheTopicDoesNotTake() {
    SourceRecord fits =
        new SourceRecord(
            new Coordinates("events", 3, 41), 5, BYTES, new byte[90_000], new RecordHeaders());
    SourceRecord tooLarge =
        new SourceRecord(
            new Coordinates("events", 3, 41),
            5,
            BYTES,
            new byte[MAX_BYTES],
            new RecordHeaders().add("a", BYTES));

    assertThat(serialize(fits).value()).hasSize(90_000);
    ProducerRecord<byte[], byte[]> record = serialize(tooLarge);
    assertThat(record.value()).isNull();
    assertThat(record.key()).isEqualTo(BYTES);
    assertThat(added(record))
        .containsEntry("forwarder.error.value-omitted", "100000")
        .containsEntry("forwarder.source.offset", "41")
        .containsKey("a");
  }

  @Test
  void goesWithTheReasonsAloneWhereHeadersAreTooLarge() {
    byte[] large = new byte[MAX_BYTES];
    Headers headers = new RecordHeaders().add("a", BYTES).add("group_states", large);

    ProducerRecord<byte[], byte[]> record =
        serialize(new SourceRecord(new Coordinates("events", 3, 41), 5, BYTES, null, headers));

    assertThat(record.key()).isNull();
    assertThat(record.value()).isNull();
    assertThat(record.timestamp()).isEqualTo(5);
    assertThat(added(record))
        .containsEntry("forwarder.error.value-omitted", "-1")
        .containsEntry("forwarder.error.headers-omitted", "2")
        .containsEntry("forwarder.error.key-omitted", Integer.toString(BYTES.length))
        .containsEntry("forwarder.source.offset", "41")
        .containsKey("forwarder.error.reason")
        .doesNotContainKeys("a", "group_states");
  }

  @Test
  void needsNoMoreThanTheStatedBytesWithoutItsRecord() {
    String message = "m".repeat(2_000);
    SourceRecord record =
        new SourceRecord(
            new Coordinates("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE),
            Long.MIN_VALUE,
            new byte[MAX_BYTES],
            new byte[MAX_BYTES],
            new RecordHeaders().add("a", new byte[MAX_BYTES]));
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      DeadLetter deadLetter =
          new DeadLetter(
              record,
              new DecodeFailure(FailureReason.UNEXPECTED_OPERATION, null, -1, message),
              reason,
              message,
              Long.MAX_VALUE);
      ProducerRecord<byte[], byte[]> smallest =
          schema(DeadLetterHeaderStyle.BOTH).serialize(deadLetter, null, null);

      assertThat(smallest.headers().lastHeader("a")).isNull();
      assertThat(RecordSize.upperBound(smallest))
          .isLessThanOrEqualTo(DeadLetterSerializationSchema.MAX_ADDED_BYTES);
    }
  }

  @Test
  void leavesOutTheHeadersVerdictIfTheyWereNotAsked() {
    SourceRecord record =
        new SourceRecord(new Coordinates("events", 3, 41), 5, null, BYTES, new RecordHeaders());

    assertThat(
            schema
                .serialize(deadLetter(record, null, 0), null, null)
                .headers()
                .lastHeader("forwarder.error.header-message"))
        .isNull();
  }

  private static DeadLetterSerializationSchema schema(DeadLetterHeaderStyle style) {
    return new DeadLetterSerializationSchema("dead", style, MAX_BYTES);
  }

  private static Map<String, String> added(ProducerRecord<byte[], byte[]> record) {
    Map<String, String> added = new LinkedHashMap<>();
    record
        .headers()
        .forEach(
            header -> added.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return added;
  }

  private ProducerRecord<byte[], byte[]> serialize(SourceRecord record) {
    return schema.serialize(deadLetter(record, HEADER_FAILURE, TIME), null, null);
  }

  private static DeadLetter deadLetter(
      SourceRecord record, DecodeFailure headerFailure, long time) {
    return new DeadLetter(
        record, headerFailure, DeadLetterReason.of(FAILURE.reason()), FAILURE.message(), time);
  }
}
