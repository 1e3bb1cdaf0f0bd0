// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Kafka clients with the job's settings, so that only the work around them differs. */
final class Clients {

  private Clients() {}

  static KafkaConsumer<byte[], byte[]> consumer(
      String bootstrapServers, Map<String, Object> properties) {
    return consumer(bootstrapServers, properties, new ByteArrayDeserializer());
  }

  static <V> KafkaConsumer<byte[], V> consumer(
      String bootstrapServers, Map<String, Object> properties, Deserializer<V> values) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.putAll(properties);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), values);
  }

  static KafkaProducer<byte[], byte[]> producer(
      String bootstrapServers, Map<String, Object> properties) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    settings.putAll(properties);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Collection<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }
}
