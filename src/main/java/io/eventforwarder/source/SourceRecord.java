// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One Kafka record as it was read, nothing of it interpreted.
 *
 * @param topic where the record stands, with partition and offset
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

  /** Where the record stands; nothing of what it holds. */
  @Override
  public String toString() {
    return coordinates().toString();
  }
}
