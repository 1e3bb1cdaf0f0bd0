// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.kafka.KafkaCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes {@link SampleTraffic} to Kafka. */
public final class SampleProducer implements AutoCloseable {

  private static final Duration MAX_BLOCK = Duration.ofSeconds(10);

  /** A record that the broker has written. */
  public record Produced(String topic, int partition, long offset, SampleKind kind) {}

  private final KafkaCluster cluster;
  private final KafkaProducer<byte[], byte[]> producer;

  private SampleProducer(KafkaCluster cluster, KafkaProducer<byte[], byte[]> producer) {
    this.cluster = cluster;
    this.producer = producer;
  }

  /**
   * @param properties of the Kafka producer; they override the defaults of this class
   */
  public static SampleProducer connect(String bootstrapServers, Map<String, String> properties) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.putAll(properties);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    KafkaCluster cluster = KafkaCluster.named(bootstrapServers, properties);
    return new SampleProducer(
        cluster,
        cluster.reporting(
            () ->
                new KafkaProducer<>(
                    settings, new ByteArraySerializer(), new ByteArraySerializer())));
  }

  /** Fails if one of the topics does not exist. */
  public void requireTopics(Collection<String> topics) {
    cluster.require(topics);
  }

  /**
   * Writes {@code count} records to the topics in turn, and returns when all are written.
   *
   * @param recordsPerSecond 0 for as fast as possible
   * @param listener called for each written record, on the producer's thread
   */
  public void produce(
      SampleTraffic traffic,
      Map<String, EventStreamType> typeByTopic,
      long count,
      double recordsPerSecond,
      Consumer<Produced> listener) {
    List<Map.Entry<String, EventStreamType>> topics = List.copyOf(typeByTopic.entrySet());
    AtomicReference<Exception> failure = new AtomicReference<>();
    long start = System.nanoTime();
    for (long i = 0; i < count && failure.get() == null; i++) {
      if (recordsPerSecond > 0) {
        waitUntil(start + (long) (i / recordsPerSecond * TimeUnit.SECONDS.toNanos(1)));
      }
      Map.Entry<String, EventStreamType> topic = topics.get((int) (i % topics.size()));
      SampleTraffic.Sample sample = traffic.next(topic.getValue());
      producer.send(
          new ProducerRecord<>(topic.getKey(), null, null, null, sample.value(), sample.headers()),
          (metadata, exception) -> {
            if (exception != null) {
              failure.compareAndSet(null, exception);
            } else {
              listener.accept(
                  new Produced(
                      metadata.topic(), metadata.partition(), metadata.offset(), sample.kind()));
            }
          });
    }
    producer.flush();
    if (failure.get() != null) {
      throw cluster.unavailable(failure.get());
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
