// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Topic, partition and offset of a record. */
public record Coordinates(String topic, int partition, long offset) {

  public Coordinates {
    Objects.requireNonNull(topic);
  }

  /** Those that three headers name, null if one of them is absent or not of its type. */
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

  /** Appends three headers that name these. */
  public void write(Headers headers, String topicName, String partitionName, String offsetName) {
    headers.add(topicName, topic.getBytes(StandardCharsets.UTF_8));
    headers.add(partitionName, Integer.toString(partition).getBytes(StandardCharsets.ISO_8859_1));
    headers.add(offsetName, Long.toString(offset).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The last value of a name, null if there is none. */
  static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** A number that is not negative, in decimal; -1 for anything else. */
  static long number(String text) {
    if (text == null || text.isEmpty() || text.length() > 18) {
      return -1;
    }
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : -1;
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
