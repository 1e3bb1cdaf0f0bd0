// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record enters the job unchanged, also between operators that are not chained. */
class SourceRecordTest {

  private static final byte[] NOT_UTF8 = {(byte) 0xFF, (byte) 0xC0, 0};

  static Stream<SourceRecord> records() {
    Headers repeated = new RecordHeaders();
    repeated.add("a", new byte[] {1}).add("b", null).add("a", new byte[0]).add("", NOT_UTF8);
    Headers longName = new RecordHeaders().add("n".repeat(100_000), NOT_UTF8);
    return Stream.of(
        new SourceRecord(
            new Coordinates("events", 3, 42), 1_700_000_000_000L, NOT_UTF8, NOT_UTF8, repeated),
        new SourceRecord(new Coordinates("events", 0, 0), -1, null, null, new RecordHeaders()),
        new SourceRecord(
            new Coordinates("événements", 0, 1), 0, new byte[0], new byte[0], longName),
        new SourceRecord(
            new Coordinates("events", 1, Long.MAX_VALUE), 5, null, new byte[1 << 20], repeated));
  }

  @ParameterizedTest
  @MethodSource("records")
  void survivesSerialization(SourceRecord record) throws Exception {
    DataOutputSerializer output = new DataOutputSerializer(16);
    SourceRecordSerializer.INSTANCE.serialize(record, output);
    DataInputDeserializer input = new DataInputDeserializer(output.getCopyOfBuffer());

    SourceRecord copy = SourceRecordSerializer.INSTANCE.deserialize(input);

    assertEqual(copy, record);
    assertThat(input.available()).isZero();
  }

  @ParameterizedTest
  @MethodSource("records")
  void survivesACopyOfItsSerializedForm(SourceRecord record) throws Exception {
    DataOutputSerializer first = new DataOutputSerializer(16);
    SourceRecordSerializer.INSTANCE.serialize(record, first);
    DataOutputSerializer second = new DataOutputSerializer(16);

    SourceRecordSerializer.INSTANCE.copy(
        new DataInputDeserializer(first.getCopyOfBuffer()), second);

    assertThat(second.getCopyOfBuffer()).isEqualTo(first.getCopyOfBuffer());
  }

  @Test
  void readsAnyKafkaRecord() {
    Header oddName = new RecordHeader(ByteBuffer.wrap(NOT_UTF8), null);
    Headers headers = new RecordHeaders(new Header[] {oddName, new RecordHeader("a", NOT_UTF8)});
    List<SourceRecord> read = new ArrayList<>();

    new SourceRecordDeserializationSchema()
        .deserialize(
            new ConsumerRecord<>(
                "events",
                2,
                7,
                99,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                null,
                null,
                headers,
                Optional.empty()),
            collectInto(read));

    assertThat(read).hasSize(1);
    assertEqual(
        read.get(0), new SourceRecord(new Coordinates("events", 2, 7), 99, null, null, headers));
    assertThat(read.get(0).headers().toArray()[0].key()).isEqualTo("\uFFFD\uFFFD\u0000");
    assertThat(read.get(0)).hasToString("events-2@7");
  }

  private static void assertEqual(SourceRecord record, SourceRecord expected) {
    assertThat(record)
        .usingRecursiveComparison()
        .withEqualsForType(RecordHeaders::equals, RecordHeaders.class)
        .isEqualTo(expected);
  }

  private static Collector<SourceRecord> collectInto(List<SourceRecord> list) {
    return new Collector<>() {
      @Override
      public void collect(SourceRecord record) {
        list.add(record);
      }

      @Override
      public void close() {}
    };
  }
}
