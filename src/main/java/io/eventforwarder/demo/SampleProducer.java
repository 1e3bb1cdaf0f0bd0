// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes {@link SampleTraffic} to Kafka. */
public final class SampleProducer implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * One record as the broker has it.
   *
   * @param topic where it stands, with partition and offset
   */
  public record Produced(String topic, int partition, long offset, SampleKind kind) {}

  private final String bootstrapServers;
  private final Map<String, String> properties;
  private final KafkaProducer<byte[], byte[]> producer;

  private SampleProducer(
      String bootstrapServers,
      Map<String, String> properties,
      KafkaProducer<byte[], byte[]> producer) {
    this.bootstrapServers = bootstrapServers;
    this.properties = Map.copyOf(properties);
    this.producer = producer;
  }

  /**
   * @param properties of the Kafka producer, over the usual ones
   */
  public static SampleProducer connect(String bootstrapServers, Map<String, String> properties) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.putAll(properties);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try {
      return new SampleProducer(
          bootstrapServers,
          properties,
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw unavailable(bootstrapServers, e.getCause() == null ? e : e.getCause());
    }
  }

  /** Fails if a topic cannot be written to. */
  public void requireTopics(Collection<String> topics) {
    Set<String> missing = new TreeSet<>(topics);
    missing.removeAll(topicsThere());
    if (!missing.isEmpty()) {
      throw new UnavailableException(
          "no topic %s at %s; create it (kafka-topics.sh --bootstrap-server %s --create --topic %s), or name another with --topic"
              .formatted(
                  String.join(", ", missing),
                  bootstrapServers,
                  bootstrapServers,
                  missing.iterator().next()));
    }
  }

  private Set<String> topicsThere() {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    try (Admin admin = Admin.create(settings)) {
      return admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw unavailable(bootstrapServers, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for Kafka", e);
    }
  }

  /**
   * Writes {@code count} records, turn by turn to each topic, and returns when the brokers have
   * them all.
   *
   * @param typeByTopic what each topic carries
   * @param recordsPerSecond 0 for as fast as possible
   * @param listener told of each record once it is written, in another thread
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
      throw unavailable(bootstrapServers, failure.get());
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static UnavailableException unavailable(String servers, Throwable cause) {
    return new UnavailableException(
        "cannot write to Kafka at "
            + servers
            + ": "
            + cause.getMessage()
            + "; check that the brokers run and that this machine reaches them",
        cause);
  }

  @Override
  public void close() {
    producer.close();
  }
}
