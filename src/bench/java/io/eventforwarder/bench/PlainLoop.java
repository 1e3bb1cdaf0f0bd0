// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * What the job is measured against: one thread that polls, forwards and produces, with a
 * transaction a second. It writes the job's very bytes, and has nothing else of the job: no
 * recovery, no rescaling, no metrics, no limits.
 */
final class PlainLoop implements Load {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long TRANSACTION_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final WorkerSpec spec;
  private final LoopThread thread = new LoopThread("plain-loop", this::run);

  PlainLoop(WorkerSpec spec) {
    this.spec = spec;
    thread.start();
  }

  private void run() throws Exception {
    PlainForwarder forwarder =
        new PlainForwarder(
            OutputProgress.clusterId(spec.bootstrapServers()),
            Workload.TYPE,
            spec.taskTopic(),
            spec.deadLetterTopic());
    try (KafkaConsumer<byte[], byte[]> consumer =
            Clients.consumer(
                spec.bootstrapServers(), Map.of(ConsumerConfig.GROUP_ID_CONFIG, spec.name()));
        KafkaProducer<byte[], byte[]> producer =
            Clients.producer(
                spec.bootstrapServers(),
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, spec.name()))) {
      consumer.assign(Clients.partitions(consumer, spec.sourceTopic()));
      producer.initTransactions();
      producer.beginTransaction();
      long commitAt = System.nanoTime() + TRANSACTION_NANOS;
      while (!thread.isStopped()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          producer.send(forwarder.forward(record));
        }
        if (System.nanoTime() - commitAt >= 0) {
          commit(consumer, producer);
          producer.beginTransaction();
          commitAt = System.nanoTime() + TRANSACTION_NANOS;
        }
      }
      commit(consumer, producer);
    }
  }

  private static void commit(
      KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
    }
    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    producer.commitTransaction();
  }

  @Override
  public Throwable failure() {
    return thread.failure();
  }

  @Override
  public void close() throws Exception {
    thread.stop();
  }
}
