// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.decode.EventStreamType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** From a record to its task or its dead letter, with nothing more than that takes. */
final class PlainForwarder {

  private final PlainTask task;
  private final PlainEncoder encoder;
  private final String taskTopic;
  private final String deadLetterTopic;

  PlainForwarder(String cluster, EventStreamType type, String taskTopic, String deadLetterTopic)
      throws NoSuchAlgorithmException {
    this.task = new PlainTask(type);
    this.encoder = new PlainEncoder(cluster);
    this.taskTopic = taskTopic;
    this.deadLetterTopic = deadLetterTopic;
  }

  ProducerRecord<byte[], byte[]> forward(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (!task.readHeaders(record.headers()) && !task.readValue(record.value())) {
      return deadLetter(record);
    }
    return new ProducerRecord<>(
        taskTopic,
        null,
        record.timestamp(),
        null,
        encoder.encode(record, task),
        provenance(new RecordHeaders(), record));
  }

  private ProducerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = new RecordHeaders(record.headers());
    headers.add("forwarder.error.reason", "INVALID_JSON".getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        deadLetterTopic,
        null,
        record.timestamp(),
        record.key(),
        record.value(),
        provenance(headers, record));
  }

  private static Headers provenance(Headers headers, ConsumerRecord<byte[], byte[]> record) {
    return headers
        .add("forwarder.source.topic", bytes(record.topic()))
        .add("forwarder.source.partition", bytes(Integer.toString(record.partition())))
        .add("forwarder.source.offset", bytes(Long.toString(record.offset())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
