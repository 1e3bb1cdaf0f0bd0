// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * One Kafka record as it was read, without any interpretation.
 *
 * @param coordinates with a negative offset for an {@link #isAssignment assignment}
 * @param timestamp milliseconds since the epoch, -1 if the record has none
 * @param key null if the record has none
 * @param value null for a tombstone
 * @param headers in their order, repeats included; not copied from the consumer's record, read only
 */
@TypeInfo(SourceRecord.TypeFactory.class)
public record SourceRecord(
    Coordinates coordinates, long timestamp, byte[] key, byte[] value, Headers headers) {

  public static final TypeInformation<SourceRecord> TYPE =
      new ImmutableTypeInfo<>(SourceRecord.class, SourceRecordSerializer.INSTANCE);

  public SourceRecord {
    Objects.requireNonNull(coordinates);
    Objects.requireNonNull(headers);
  }

  /** The record as a consumer has it. */
  public static SourceRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new SourceRecord(
        Coordinates.of(record), record.timestamp(), record.key(), record.value(), record.headers());
  }

  /**
   * A marker before the records of a partition: a reader was assigned the partition.
   *
   * @param start the offset from which it is read
   */
  public static SourceRecord assignment(String topic, int partition, long start) {
    return new SourceRecord(
        new Coordinates(topic, partition, ~start), -1, null, null, new RecordHeaders());
  }

  /** Whether this is the marker of an assignment and no record. */
  public boolean isAssignment() {
    return offset() < 0;
  }

  /** The offset from which the partition is read; only of an {@link #isAssignment assignment}. */
  public long start() {
    return ~offset();
  }

  public String topic() {
    return coordinates.topic();
  }

  public int partition() {
    return coordinates.partition();
  }

  public long offset() {
    return coordinates.offset();
  }

  /** The coordinates, and nothing of the content. */
  @Override
  public String toString() {
    return coordinates.toString();
  }

  /** Gives Flink the serializer also where it finds the type inside another. */
  public static final class TypeFactory extends TypeInfoFactory<SourceRecord> {

    @Override
    public TypeInformation<SourceRecord> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> genericParameters) {
      return TYPE;
    }
  }
}
