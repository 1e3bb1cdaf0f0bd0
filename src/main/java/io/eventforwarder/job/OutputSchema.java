// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.dispatch.TimestampPolicy;
import io.eventforwarder.kafka.KafkaCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Gives each output record a timestamp that its topic accepts, and names the topics in which the
 * sink looks for open transactions on recovery.
 */
final class OutputSchema<T>
    implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {

  private static final long serialVersionUID = 1L;

  private final KafkaRecordSerializationSchema<T> schema;
  private final List<String> topics;
  private final KafkaCluster cluster;

  private transient Map<String, TimestampPolicy> policies;

  /** The last record's topic; nearly all records go to one. */
  private transient String lastTopic;

  private transient TimestampPolicy lastPolicy;

  /**
   * @param topics every topic that the schema may name
   */
  OutputSchema(KafkaRecordSerializationSchema<T> schema, Set<String> topics, KafkaCluster cluster) {
    this.schema = schema;
    this.topics = List.copyOf(topics);
    this.cluster = cluster;
  }

  /** Reads the topics' settings; changes take effect when the task restarts. */
  @Override
  public void open(InitializationContext context, KafkaSinkContext sinkContext) throws Exception {
    policies = cluster.fromSettings(topics, TimestampPolicy::of, TimestampPolicy.DEFAULT);
    schema.open(context, sinkContext);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, Long timestamp) {
    ProducerRecord<byte[], byte[]> record = schema.serialize(element, context, timestamp);
    if (!record.topic().equals(lastTopic)) {
      lastTopic = record.topic();
      lastPolicy = policies.get(lastTopic);
    }
    return lastPolicy.apply(record, System.currentTimeMillis());
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(topics)));
  }
}
