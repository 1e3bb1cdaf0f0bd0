// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads how old the next records of partitions are. */
record RecordAges(KafkaConsumer<byte[], byte[]> consumer, Clock clock) {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * @return in milliseconds: 0 where no record is left to read, {@code NaN} for a record without a
   *     timestamp; no entry for a partition whose record does not arrive in time
   */
  Map<TopicPartition, Double> ask(Map<TopicPartition, PartitionOffsets> offsets) {
    Map<TopicPartition, Double> ages = new HashMap<>();
    offsets.forEach(
        (partition, known) -> {
          if (known.firstToRead() >= known.end()) {
            ages.put(partition, 0.0);
          }
        });
    Set<TopicPartition> waiting = new HashSet<>(offsets.keySet());
    waiting.removeAll(ages.keySet());
    consumer.assign(waiting);
    waiting.forEach(partition -> consumer.seek(partition, offsets.get(partition).firstToRead()));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!waiting.isEmpty() && System.nanoTime() - deadline < 0) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records
          .nextOffsets()
          .forEach(
              (partition, next) -> {
                List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
                if (!read.isEmpty()) {
                  ages.put(partition, ageMs(read.get(0)));
                } else if (next.offset() >= offsets.get(partition).end()) {
                  // Only transaction markers were left.
                  ages.put(partition, 0.0);
                }
              });
      waiting.removeAll(ages.keySet());
      consumer.assign(waiting);
    }
    return ages;
  }

  private double ageMs(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() < 0 ? Double.NaN : clock.millis() - record.timestamp();
  }
}
