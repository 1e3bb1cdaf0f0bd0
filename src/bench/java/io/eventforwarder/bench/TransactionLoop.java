// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Polls, writes one record for each that it reads, and commits a transaction as often as the job
 * takes a checkpoint.
 */
final class TransactionLoop<V> {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final String DEFAULT_INTERVAL = "1 s";

  private final WorkerSpec spec;
  private final Deserializer<V> values;
  private final long intervalNanos;

  interface Forwarding<V> {
    ProducerRecord<byte[], byte[]> forward(ConsumerRecord<byte[], V> record) throws IOException;
  }

  TransactionLoop(WorkerSpec spec, Deserializer<V> values) {
    this.spec = spec;
    this.values = values;
    this.intervalNanos =
        TimeUtils.parseDuration(
                spec.settings().getOrDefault("checkpoint.interval", DEFAULT_INTERVAL))
            .toNanos();
  }

  void run(Forwarding<V> forwarding, LoopThread loop) throws IOException {
    try (KafkaConsumer<byte[], V> consumer =
            Clients.consumer(
                spec.bootstrapServers(),
                Map.of(ConsumerConfig.GROUP_ID_CONFIG, spec.name()),
                values);
        KafkaProducer<byte[], byte[]> producer =
            Clients.producer(
                spec.bootstrapServers(),
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, spec.name()))) {
      consumer.assign(Clients.partitions(consumer, spec.sourceTopic()));
      producer.initTransactions();
      producer.beginTransaction();
      long commitAt = System.nanoTime() + intervalNanos;
      while (!loop.isStopped()) {
        for (ConsumerRecord<byte[], V> record : consumer.poll(POLL)) {
          producer.send(forwarding.forward(record));
        }
        if (System.nanoTime() - commitAt >= 0) {
          commit(consumer, producer);
          producer.beginTransaction();
          commitAt = System.nanoTime() + intervalNanos;
        }
      }
      commit(consumer, producer);
    }
  }

  private static void commit(KafkaConsumer<?, ?> consumer, KafkaProducer<?, ?> producer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
    }
    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    producer.commitTransaction();
  }
}
