// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.decode.TaskField;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes a task as a Kafka record: no key, the source record's timestamp, the encoded activation as
 * value.
 */
public final class TaskSerializationSchema
    implements KafkaRecordSerializationSchema<PostProcessTask> {

  private static final long serialVersionUID = 1L;

  private final DispatchSettings settings;
  private final String sourceCluster;

  private transient TaskIds ids;
  private transient TaskEncoder encoder;

  /** Of the last task: tasks come in runs of one partition. */
  private transient TaskPartition partition;

  /**
   * @param sourceCluster id or configured name of the source cluster, part of each task's identity
   */
  public TaskSerializationSchema(DispatchSettings settings, String sourceCluster) {
    this.settings = Objects.requireNonNull(settings);
    this.sourceCluster = Objects.requireNonNull(sourceCluster);
  }

  @Override
  public void open(InitializationContext context, KafkaSinkContext sinkContext) {
    ids = new TaskIds(sourceCluster);
    encoder = settings.newEncoder();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      PostProcessTask task, KafkaSinkContext context, Long timestamp) {
    Headers headers = new RecordHeaders();
    if (settings.provenanceHeaders()) {
      partitionOf(task.source()).addProvenance(headers, task.source().offset());
    }
    task.trace().addTo(headers);
    return new ProducerRecord<>(
        settings.routes().topicOf(task.fields().get(TaskField.QUEUE)),
        null,
        ProvenanceHeaders.timestamp(headers, task.timestamp()),
        null,
        encoder.encode(idOf(task), task),
        headers);
  }

  /** The task's id. Needs {@link #open}, as {@link #serialize} does. */
  public String idOf(PostProcessTask task) {
    Coordinates origin = task.origin();
    return ids.of(partitionOf(origin).idPrefix(), origin.offset());
  }

  private TaskPartition partitionOf(Coordinates coordinates) {
    if (partition == null || !partition.isOf(coordinates)) {
      partition = new TaskPartition(coordinates, ids);
    }
    return partition;
  }
}
