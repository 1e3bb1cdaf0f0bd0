/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.demo;

import io.eventforwarder.source.ProvenanceHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every output topic as a worker would, committed transactions only, and keeps the accounts.
 */
public final class OutputReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Accounts accounts;
  private ConsumerRecord<byte[], byte[]> sampleTask;
  private ConsumerRecord<byte[], byte[]> sampleDeadLetter;

  public OutputReader(String bootstrapServers, Accounts accounts) {
    this.accounts = accounts;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : DemoTopics.outputs()) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  public void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      accounts.seen(
          record.topic(),
          record.partition(),
          ProvenanceHeaders.read(record.headers()).orElseThrow());
      if (sampleTask == null && record.topic().equals(DemoTopics.TASKS)) {
        sampleTask = record;
      }
      if (sampleDeadLetter == null
          && record.topic().equals(DemoTopics.DEAD_LETTERS)
          && record.value() != null) {
        sampleDeadLetter = record;
      }
    }
  }

  /** Reads on until nothing is left that was committed before the call. */
  public void readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll();
    }
  }

  Optional<ConsumerRecord<byte[], byte[]>> sampleTask() {
    return Optional.ofNullable(sampleTask);
  }

  Optional<ConsumerRecord<byte[], byte[]>> sampleDeadLetter() {
    return Optional.ofNullable(sampleDeadLetter);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
