// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.source.SourceRecordDeserializationSchema;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Builds the source and the sinks from the configuration. */
final class KafkaConnectors {

  /** Kafka's own defaults are the minimum. */
  private static final int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

  private static final long DEFAULT_BUFFER_BYTES = 32L << 20;

  /** With Kafka's default of 16 KiB, about 16 tasks, requests took a third of the time. */
  private static final int BATCH_BYTES = 128 << 10;

  private KafkaConnectors() {}

  /**
   * @param commitsOffsets whether each checkpoint commits the group's offsets
   */
  static KafkaSource<SourceRecord> source(ForwarderConfig.Source config, boolean commitsOffsets) {
    return builder(config, config.typeByTopic().keySet(), config.groupId())
        .setGroupId(config.groupId())
        .setStartingOffsets(new StartOffsets(config.start().from()))
        .setProperty(
            KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), Boolean.toString(commitsOffsets))
        .build();
  }

  /** Reads commit logs from their beginning, without a consumer group. */
  static KafkaSource<SourceRecord> commitLogSource(
      ForwarderConfig.Source config, Set<String> topics) {
    return builder(config, topics, config.groupId() + "-commit-log")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .build();
  }

  private static KafkaSourceBuilder<SourceRecord> builder(
      ForwarderConfig.Source config, Set<String> topics, String clientIdPrefix) {
    Properties properties = new Properties();
    // Records of aborted upstream transactions must not be forwarded.
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // The connector's default of five minutes would delay the records of a new partition.
    properties.put(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "30000");
    properties.putAll(config.kafkaProperties());
    return KafkaSource.<SourceRecord>builder()
        .setTopics(List.copyOf(topics))
        .setClientIdPrefix(clientIdPrefix)
        .setDeserializer(new SourceRecordDeserializationSchema())
        .setProperties(properties);
  }

  /**
   * @param name part of the transactional ids, which differ between the sinks of a job
   * @param maxRecordBytes the largest record that each topic of the schema accepts
   */
  static <T> Sink<T> sink(
      ForwarderConfig config,
      String name,
      Map<String, Integer> maxRecordBytes,
      KafkaRecordSerializationSchema<T> schema) {
    ForwarderConfig.Sink settings = config.sink();
    Properties properties = new Properties();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.putAll(settings.kafkaProperties());
    int smallest = Collections.min(maxRecordBytes.values());
    int largest = Collections.max(maxRecordBytes.values());
    // Brokers reject a batch larger than the largest allowed record. The producer then splits it
    // into batches of batch.size, and retries one that it cannot split until its records expire.
    properties.merge(
        ProducerConfig.BATCH_SIZE_CONFIG,
        Integer.toString(Math.min(BATCH_BYTES, smallest)),
        (configured, most) ->
            Integer.toString(Math.min(Integer.parseInt((String) configured), smallest)));
    // The topic limits the size of a record, and the producer's memory must hold the largest.
    properties.putIfAbsent(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        Integer.toString(Math.max(largest, DEFAULT_MAX_REQUEST_BYTES)));
    properties.putIfAbsent(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        Long.toString(Math.max(2L * largest, DEFAULT_BUFFER_BYTES)));
    KafkaCluster cluster = KafkaCluster.dispatch(config);
    return new ManagedKafkaSink<>(
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(properties)
            .setBootstrapServers(settings.bootstrapServers())
            .setDeliveryGuarantee(settings.guarantee())
            .setTransactionalIdPrefix(transactionalIdPrefix(settings, name))
            // Reuses a few ids. With a new id for each checkpoint, brokers would keep millions.
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setRecordSerializer(new OutputSchema<>(schema, maxRecordBytes.keySet(), cluster))
            .build(),
        cluster);
  }

  /** Flink appends the subtask and a counter. */
  static String transactionalIdPrefix(ForwarderConfig.Sink config, String name) {
    return config.transactionalIdPrefix() + "-" + name;
  }
}
