// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.ProvenanceHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A row in checkpoints and in the ledger topic. */
class LedgerRowTest {

  private static final LedgerRow ROW =
      new LedgerRow(
          new TopicPartition("events", 3),
          new OffsetRange(100, 250),
          new LedgerRow.Counts(40, 5, 3, 1, 2),
          1_700,
          List.of(new OffsetRange(110, 150)));

  @Test
  void isARecordThatPeopleCanRead() throws Exception {
    ProducerRecord<byte[], byte[]> record = serialize(ROW, 5);

    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("events/3/100");
    assertThat(record.partition()).isBetween(0, 4);
    assertThat(ProvenanceHeaders.read(record.headers()))
        .contains(new Coordinates("events", 3, 100));
    assertThat(new JsonMapper().readTree(record.value()))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"version": 1, "topic": "events", "partition": 3, "from": 100, "to": 250,
                     "records": 50, "dispatched_via_headers": 40, "dispatched_via_value": 5,
                     "skipped": 3, "skipped_by_kill_switch": 1,
                     "dead_lettered": 2, "oldest_timestamp": 1700, "gaps": [
                       {"topic": "events", "partition": 3, "from": 110, "to": 150,
                        "cause": "retention"}]}
                    """));
  }

  @Test
  void allRowsOfAPartitionGoToOne() {
    LedgerRow next =
        new LedgerRow(
            new TopicPartition("events", 3),
            new OffsetRange(250, 251),
            new LedgerRow.Counts(1, 0, 0, 0, 0),
            0,
            List.of());

    assertThat(serialize(next, 5).partition()).isEqualTo(serialize(ROW, 5).partition());
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    LedgerRowJson.Parsed parsed = LedgerRowJson.read(LedgerRowJson.write(ROW));

    assertThat(parsed.row()).isEqualTo(ROW);
    assertThat(parsed.contradiction()).isEmpty();
  }

  @Test
  void saysHowItContradictsItself() throws Exception {
    assertThat(read("\"records\":50", "\"records\":51").contradiction())
        .contains("its counts sum up to 50, its records are 51");
    assertThat(read("\"to\":250", "\"to\":180").contradiction())
        .contains("50 records and 40 offsets in gaps do not fit in a range of 80");
  }

  @Test
  void refusesWhatIsNotARow() {
    assertThatThrownBy(() -> LedgerRowJson.read(null)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("\"version\":1", "\"version\":2"))
        .hasMessage("expected a JSON object of version 1");
    assertThatThrownBy(() -> read("\"skipped\":3", "\"skipped\":-3"))
        .hasMessage("expected a number that is not negative in field skipped");
    assertThatThrownBy(() -> read("\"to\":250", "\"to\":100"))
        .hasMessage("the range is empty: from 100 to 100");
  }

  @Test
  void itsEntryInACheckpointIsRestoredAsItWas() throws Exception {
    LedgerEntry entry =
        new LedgerEntry(ROW, List.of(new OffsetRange(240, 245), new OffsetRange(247, 249)), 17);

    assertThat(copy(LedgerRowSerializer.INSTANCE, ROW)).isEqualTo(ROW);
    assertThat(copy(LedgerEntrySerializer.INSTANCE, entry)).isEqualTo(entry);
  }

  private static <T> T copy(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer output = new DataOutputSerializer(64);
    serializer.serialize(value, output);
    DataInputDeserializer input = new DataInputDeserializer(output.getCopyOfBuffer());
    T copy = serializer.deserialize(input);
    assertThat(input.available()).isZero();
    return copy;
  }

  private static LedgerRowJson.Parsed read(String part, String replacement) throws IOException {
    String json = new String(LedgerRowJson.write(ROW), StandardCharsets.UTF_8);
    assertThat(json).contains(part);
    return LedgerRowJson.read(json.replace(part, replacement).getBytes(StandardCharsets.UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> serialize(LedgerRow row, int partitions) {
    return new LedgerSerializationSchema("ledger")
        .serialize(
            row,
            new KafkaSinkContext() {
              @Override
              public int getParallelInstanceId() {
                return 0;
              }

              @Override
              public int getNumberOfParallelInstances() {
                return 1;
              }

              @Override
              public int[] getPartitionsForTopic(String topic) {
                int[] numbers = new int[partitions];
                for (int i = 0; i < partitions; i++) {
                  numbers[i] = i;
                }
                return numbers;
              }
            },
            null);
  }
}
