// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/** What all tasks of one source partition share, encoded once. */
final class TaskPartition {

  private final String topic;
  private final int partition;
  private final Header topicHeader;
  private final Header partitionHeader;
  private final byte[] idPrefix;

  TaskPartition(Coordinates first, TaskIds ids) {
    topic = first.topic();
    partition = first.partition();
    topicHeader = new RecordHeader(ProvenanceHeaders.TOPIC, topic.getBytes(StandardCharsets.UTF_8));
    partitionHeader = new RecordHeader(ProvenanceHeaders.PARTITION, decimal(partition));
    idPrefix = ids.prefix(topic, partition);
  }

  boolean isOf(Coordinates coordinates) {
    return coordinates.partition() == partition && coordinates.topic().equals(topic);
  }

  byte[] idPrefix() {
    return idPrefix;
  }

  void addProvenance(Headers headers, long offset) {
    headers.add(topicHeader);
    headers.add(partitionHeader);
    headers.add(ProvenanceHeaders.OFFSET, decimal(offset));
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
  }
}
