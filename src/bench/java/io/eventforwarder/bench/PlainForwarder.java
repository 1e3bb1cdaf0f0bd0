// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.decode.EventStreamType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Turns a record into its task or its dead letter, and does nothing else. */
final class PlainForwarder {

  /** The setting for the forms in which a task's parameters are written. */
  static final String PARAMETERS = "dispatch.taskbroker.parameters";

  private final PlainTask task;
  private final PlainEncoder encoder;
  private final String taskTopic;
  private final String deadLetterTopic;

  /**
   * @param parameters value of {@code dispatch.taskbroker.parameters}
   */
  PlainForwarder(
      String cluster,
      EventStreamType type,
      String parameters,
      String taskTopic,
      String deadLetterTopic)
      throws NoSuchAlgorithmException {
    this.task = new PlainTask(type);
    this.encoder = new PlainEncoder(cluster, parameters);
    this.taskTopic = taskTopic;
    this.deadLetterTopic = deadLetterTopic;
  }

  static PlainForwarder of(WorkerSpec spec)
      throws ExecutionException, InterruptedException, NoSuchAlgorithmException {
    return new PlainForwarder(
        OutputProgress.clusterId(spec.bootstrapServers()),
        Workload.TYPE,
        spec.settings().getOrDefault(PARAMETERS, "both"),
        spec.taskTopic(),
        spec.deadLetterTopic());
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
