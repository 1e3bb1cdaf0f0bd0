// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * One Kafka record as it was read, without any interpretation.
 *
 * @param offset negative for an {@link #isAssignment assignment}
 * @param timestamp milliseconds since the epoch, -1 if the record has none
 * @param key null if the record has none
 * @param value null for a tombstone
 * @param headers in their order, repeats included; not copied from the consumer's record, read only
 */
@TypeInfo(SourceRecordTypeInfoFactory.class)
public record SourceRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    Headers headers) {

  public SourceRecord {
    Objects.requireNonNull(topic);
    Objects.requireNonNull(headers);
  }

  /** The record as a consumer has it. */
  public static SourceRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new SourceRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        record.headers());
  }

  /**
   * A marker that precedes the records of a partition: a reader was assigned the partition.
   *
   * @param start the offset from which it is read
   */
  public static SourceRecord assignment(String topic, int partition, long start) {
    return new SourceRecord(topic, partition, ~start, -1, null, null, new RecordHeaders());
  }

  /** Whether this is the marker of an assignment and no record. */
  public boolean isAssignment() {
    return offset < 0;
  }

  /** The offset from which the partition is read; only of an {@link #isAssignment assignment}. */
  public long start() {
    return ~offset;
  }

  public Coordinates coordinates() {
    return new Coordinates(topic, partition, offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecord that
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && timestamp == that.timestamp
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && Arrays.equals(headers.toArray(), that.headers.toArray());
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  /** The coordinates, and nothing of the content. */
  @Override
  public String toString() {
    return coordinates().toString();
  }
}
