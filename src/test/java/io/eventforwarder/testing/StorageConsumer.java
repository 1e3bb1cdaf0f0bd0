// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One group of Sentry's storage consumers, as seen on its commit log. */
public final class StorageConsumer implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String commitLog;
  private final String sourceTopic;
  private final String group;
  private final boolean writesLastProcessed;
  private final Map<Integer, Long> announced = new ConcurrentHashMap<>();

  /**
   * @param writesLastProcessed whether it announces the last offset that it has stored, as older
   *     ones did, or the next one
   */
  public StorageConsumer(
      String servers,
      String commitLog,
      String sourceTopic,
      String group,
      boolean writesLastProcessed) {
    this.commitLog = commitLog;
    this.sourceTopic = sourceTopic;
    this.group = group;
    this.writesLastProcessed = writesLastProcessed;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The highest position that it may have been heard to announce. */
  public long announced(int partition) {
    return announced.getOrDefault(partition, 0L);
  }

  /**
   * Announces that all before a position is stored, and waits until that is written.
   *
   * @param position behind the last offset stored, at least 1
   */
  public void announce(int partition, long position) {
    announced.merge(partition, position, Math::max);
    long offset = writesLastProcessed ? position - 1 : position;
    write(
        key(partition),
        "{\"offset\": %d, \"orig_message_ts\": 1723898096.5, \"received_p99\": null}"
            .formatted(offset));
  }

  /** Announces an offset in the way of the oldest writers. */
  public void announceInDigits(int partition, long position) {
    announced.merge(partition, position, Math::max);
    write(key(partition), Long.toString(writesLastProcessed ? position - 1 : position));
  }

  /** Writes something that nobody may follow. */
  public void writeGarbage(Random random) {
    String elsewhere = Long.toString(1L << 50);
    switch (random.nextInt(7)) {
      case 0 -> write(key(0), null);
      case 1 -> write(null, elsewhere);
      case 2 -> write(sourceTopic + ":0", elsewhere);
      case 3 -> write(sourceTopic + ":0:" + group + ":other", elsewhere);
      case 4 -> write("x" + sourceTopic + ":0:" + group, elsewhere);
      case 5 -> write(key(0), "{\"offset\": \"" + elsewhere + "\"}");
      default -> write(key(0), "{\"offset\": " + elsewhere);
    }
  }

  private String key(int partition) {
    return sourceTopic + ":" + partition + ":" + group;
  }

  private void write(String key, String value) {
    try {
      producer.send(new ProducerRecord<>(commitLog, bytes(key), bytes(value))).get();
    } catch (Exception e) {
      throw new IllegalStateException("the commit log cannot be written", e);
    }
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
