// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The tasks of the first records of each source partition, to compare two writers. */
final class TaskSample {

  private static final Duration POLL = Duration.ofMillis(100);

  /** Of each source partition. */
  private static final long RECORDS = 2_000;

  private record Task(long timestamp, byte[] value, List<Header> headers) {

    boolean isSame(Task other) {
      return timestamp == other.timestamp
          && Arrays.equals(value, other.value)
          && headers.equals(other.headers);
    }
  }

  private final Map<Coordinates, Task> tasks = new HashMap<>();

  private TaskSample() {}

  /** Reads the topic to its end, as a read_committed consumer sees it. */
  static TaskSample read(String bootstrapServers, String topic) {
    TaskSample sample = new TaskSample();
    try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(bootstrapServers, Map.of())) {
      consumer.assign(Clients.partitions(consumer, topic));
      consumer.seekToBeginning(consumer.assignment());
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(sample::add);
      }
    }
    return sample;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    Coordinates source = ProvenanceHeaders.read(record.headers()).orElseThrow();
    if (source.offset() < RECORDS) {
      Task task = new Task(record.timestamp(), record.value(), List.of(record.headers().toArray()));
      if (tasks.put(source, task) != null) {
        throw new IllegalStateException("there are two tasks of the record at " + source);
      }
    }
  }

  int size() {
    return tasks.size();
  }

  /** Fails if {@code other} has different tasks. */
  void requireSame(TaskSample other) {
    if (!tasks.keySet().equals(other.tasks.keySet())) {
      throw new IllegalStateException(
          "job and plain loop made tasks of different records: " + size() + " and " + other.size());
    }
    tasks.forEach(
        (source, task) -> {
          if (!task.isSame(Objects.requireNonNull(other.tasks.get(source)))) {
            throw new IllegalStateException(
                "job and plain loop made different tasks of the record at " + source);
          }
        });
  }
}
