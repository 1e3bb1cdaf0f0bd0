// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Appends {@link ProvenanceHeaders} to record after record. Records come in runs of one partition,
 * so the headers of topic and partition are made once a run. Not thread-safe.
 */
public final class ProvenanceWriter {

  private String topic;
  private int partition;
  private Header topicHeader;
  private Header partitionHeader;

  public void add(Headers headers, Coordinates source) {
    if (source.partition() != partition || !source.topic().equals(topic)) {
      topic = source.topic();
      partition = source.partition();
      topicHeader =
          new RecordHeader(ProvenanceHeaders.TOPIC, topic.getBytes(StandardCharsets.UTF_8));
      partitionHeader =
          new RecordHeader(ProvenanceHeaders.PARTITION, ascii(Integer.toString(partition)));
    }
    headers.add(topicHeader);
    headers.add(partitionHeader);
    headers.add(ProvenanceHeaders.OFFSET, ascii(Long.toString(source.offset())));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
