// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The tasks of a topic as a worker sees them, looked at one by one when they become visible. */
public final class TaskWatch implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Predicate<Coordinates> mayBeSeen;
  private final Map<TopicPartition, List<Long>> seen =
      new TreeMap<>(Comparator.comparing(TopicPartition::toString));
  private long count;

  /**
   * @param mayBeSeen whether the task of a source record may be visible now
   */
  public TaskWatch(String servers, String topic, Predicate<Coordinates> mayBeSeen) {
    this.mayBeSeen = mayBeSeen;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Looks at what has become visible. */
  public void look() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
      Coordinates source = ProvenanceHeaders.read(record.headers()).orElseThrow();
      assertThat(mayBeSeen).as("task of %s", source).accepts(source);
      seen.computeIfAbsent(
              new TopicPartition(source.topic(), source.partition()), key -> new ArrayList<>())
          .add(source.offset());
      count++;
    }
  }

  public long count() {
    return count;
  }

  /** The source offsets of the tasks in the order of the topic, by source partition. */
  public Map<TopicPartition, List<Long>> seen() {
    return seen;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
