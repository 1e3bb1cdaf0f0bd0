// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Topic, partition and offset of a record. */
public record Coordinates(String topic, int partition, long offset) {

  public Coordinates {
    Objects.requireNonNull(topic);
  }

  public static Coordinates of(ConsumerRecord<?, ?> record) {
    return new Coordinates(record.topic(), record.partition(), record.offset());
  }

  /** The coordinates in three headers; null if one is absent or invalid. */
  static Coordinates read(
      Headers headers, String topicName, String partitionName, String offsetName) {
    String topic = text(headers, topicName);
    long partition = number(text(headers, partitionName));
    long offset = number(text(headers, offsetName));
    return topic == null
            || topic.isEmpty()
            || partition < 0
            || (int) partition != partition
            || offset < 0
        ? null
        : new Coordinates(topic, (int) partition, offset);
  }

  /** Appends these coordinates as three headers. */
  public void write(Headers headers, String topicName, String partitionName, String offsetName) {
    headers.add(topicName, topic.getBytes(StandardCharsets.UTF_8));
    headers.add(partitionName, Integer.toString(partition).getBytes(StandardCharsets.ISO_8859_1));
    headers.add(offsetName, Long.toString(offset).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The last value of a name, null if there is none. */
  static String text(Headers headers, String name) {
    return text(headers.lastHeader(name));
  }

  /** The value of a header, null if it or the header is null. */
  static String text(Header header) {
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** A decimal number of at most 18 digits; -1 for any other text. */
  static long number(String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  public TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
