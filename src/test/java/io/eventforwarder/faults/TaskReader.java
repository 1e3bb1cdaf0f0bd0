// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.Coordinates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a worker sees: a plain consumer of the task topics that reads committed records only. It
 * counts ids, and shares nothing with the forwarder but how ids are made.
 */
final class TaskReader implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::read, "task-reader");
  private final Set<UUID> ids = new HashSet<>();
  private final Map<String, Long> newestBySourcePartition = new HashMap<>();

  private long repeated;
  private volatile boolean stopped;
  private volatile Exception failure;

  private TaskReader(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  static TaskReader start(String bootstrapServers, Collection<TopicPartition> partitions) {
    TaskReader reader =
        new TaskReader(
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers",
                    bootstrapServers,
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    reader.consumer.assign(partitions);
    reader.consumer.seekToBeginning(partitions);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void read() {
    try (consumer) {
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          seen(record);
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void seen(ConsumerRecord<byte[], byte[]> record) throws IOException {
    String id =
        record.value()[0] == '{'
            ? MAPPER.readTree(record.value()).path("id").asText()
            : TaskActivation.parseFrom(record.value()).getId();
    if (!ids.add(TaskIdentity.uuid(HexFormat.of().parseHex(id)))) {
      repeated++;
    }
    newestBySourcePartition.merge(
        header(record, "forwarder.source.topic")
            + "-"
            + header(record, "forwarder.source.partition"),
        record.timestamp(),
        Math::max);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  synchronized long distinct() {
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    return ids.size();
  }

  /** Source partitions with a task of a record that was written after {@code time}. */
  synchronized long partitionsPast(long time) {
    return newestBySourcePartition.values().stream().filter(newest -> newest > time).count();
  }

  /** Compares what was seen with what was written. */
  synchronized Count compare(Traffic traffic, String cluster) {
    List<Coordinates> lost = new ArrayList<>();
    Set<UUID> unexpected = new HashSet<>(ids);
    TaskIdentity identity = new TaskIdentity(cluster);
    traffic.forEachTask(
        (topic, partition, offset) -> {
          if (!unexpected.remove(identity.of(topic, partition, offset))) {
            lost.add(new Coordinates(topic, partition, offset));
          }
        });
    return new Count(ids.size(), lost, repeated, unexpected.size());
  }

  /**
   * What the consumer has counted.
   *
   * @param tasks distinct ids seen
   * @param lost records whose task should be there and is not
   * @param repeated tasks whose id was seen before
   * @param unexpected ids that should not be there
   */
  record Count(long tasks, List<Coordinates> lost, long repeated, long unexpected) {}

  static List<TopicPartition> partitions(String topic, int count) {
    return IntStream.range(0, count)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
