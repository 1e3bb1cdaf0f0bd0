// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.source.ProvenanceHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of every output topic into {@link Accounts}. */
public final class OutputReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Accounts accounts;

  public OutputReader(String bootstrapServers, Accounts accounts) {
    this.bootstrapServers = bootstrapServers;
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
    }
  }

  /**
   * Reads all that was written before the call. Consumers see the end of a transaction a little
   * later than its producer, so this waits for a while. A transaction may stay open.
   */
  public void readToEnd() throws InterruptedException, ExecutionException {
    Map<TopicPartition, Long> ends = writtenEnds();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll();
    }
  }

  /** The offset after the last record of each partition, committed or not. */
  private Map<TopicPartition, Long> writtenEnds() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    consumer.assignment().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.listOffsets(latest).all().get().forEach((key, end) -> ends.put(key, end.offset()));
    }
    return ends;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
