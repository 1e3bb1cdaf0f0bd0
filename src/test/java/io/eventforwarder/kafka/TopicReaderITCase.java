// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.testing.TestTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranges of partitions on a real broker, with markers, aborted and deleted records in them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TopicReaderITCase {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static EmbeddedBroker broker;
  private static KafkaCluster cluster;

  private final List<Coordinates> read = new ArrayList<>();
  private TopicPartition first;
  private TopicPartition second;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
    cluster =
        KafkaCluster.source(
            ForwarderConfig.load(
                Optional.empty(),
                Map.of("source.bootstrap-servers", broker.bootstrapServers()),
                Map.of()));
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    String topic = "read-" + NUMBER.incrementAndGet();
    broker.createTopics(List.of(new NewTopic(topic, 2, (short) 1)));
    first = new TopicPartition(topic, 0);
    second = new TopicPartition(topic, 1);
  }

  @Test
  void readsTheRecordsOfEachRangeInOrder() {
    write(first, 2_000);
    write(second, 10);
    try (TopicReader reader = new TopicReader(cluster)) {
      assertThat(reader.ranges(List.of(first, second)))
          .isEqualTo(Map.of(first, new OffsetRange(0, 2_000), second, new OffsetRange(0, 10)));
      boolean isComplete =
          reader.read(
              Map.of(first, new OffsetRange(700, 1_900), second, new OffsetRange(4, 4)),
              this::keep);

      assertThat(isComplete).isTrue();
      assertThat(read).isEqualTo(coordinates(first, 700, 1_900));
      read.clear();
      assertThat(reader.read(second, new OffsetRange(8, 10), this::keep)).isTrue();
      assertThat(read).isEqualTo(coordinates(second, 8, 10));
    }
  }

  @Test
  void stopsWhenTheVisitorReturnsFalse() {
    write(first, 10);
    try (TopicReader reader = new TopicReader(cluster)) {
      assertThat(
              reader.read(first, new OffsetRange(0, 10), record -> keep(record) && read.size() < 3))
          .isFalse();
      assertThat(read).isEqualTo(coordinates(first, 0, 3));
    }
  }

  @Test
  void readsWhatCanWaitAfterTheRest() {
    write(first, 2_000);
    write(second, 2_000);
    try (TopicReader reader = new TopicReader(cluster)) {
      reader.read(
          Map.of(first, new OffsetRange(0, 2_000), second, new OffsetRange(0, 2_000)),
          this::keep,
          () -> Set.of(first));

      List<Coordinates> expected = coordinates(second, 0, 2_000);
      expected.addAll(coordinates(first, 0, 2_000));
      assertThat(read).isEqualTo(expected);
    }
  }

  @Test
  void readsToTheEndOfARangeThatHasNoMoreRecords() throws Exception {
    // A record and its marker, then three aborted ones, each with a marker.
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "reader"))) {
      producer.initTransactions();
      for (int i = 0; i < 4; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(first.topic(), 0, null, new byte[1])).get();
        if (i == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(first.topic(), 0, null, new byte[1])).get();
      TestTopics.awaitVisible(broker.bootstrapServers());
      try (TopicReader reader = new TopicReader(cluster)) {
        assertThat(reader.ends(List.of(first))).isEqualTo(Map.of(first, 8L));
        assertThat(reader.writtenEnds(List.of(first))).isEqualTo(Map.of(first, 9L));
        assertThat(reader.read(first, new OffsetRange(0, 8), this::keep)).isTrue();
        assertThat(read).isEqualTo(coordinates(first, 0, 1));
        assertThatThrownBy(() -> reader.fetch(new Coordinates(first.topic(), 0, 2)))
            .isInstanceOf(NoSuchRecordException.class)
            .hasMessageStartingWith("no committed record " + first + "@2 at ");
      }
      producer.abortTransaction();
    }
  }

  @Test
  void readsTheRestOfARangeWhoseStartIsDeleted() throws Exception {
    write(first, 10);
    try (Admin admin = cluster.newAdmin();
        TopicReader reader = new TopicReader(cluster)) {
      admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(6))).all().get();

      assertThat(reader.read(first, new OffsetRange(2, 8), this::keep)).isTrue();
      assertThat(read).isEqualTo(coordinates(first, 6, 8));
      read.clear();
      assertThat(reader.read(first, new OffsetRange(0, 6), this::keep)).isTrue();
      assertThat(read).isEmpty();
    }
  }

  @Test
  void findsOffsetsByTime() {
    long start = System.currentTimeMillis() - 1_000;
    for (long timestamp = start; timestamp < start + 300; timestamp += 100) {
      cluster.write(new ProducerRecord<>(first.topic(), 0, timestamp, null, new byte[1]));
    }
    try (TopicReader reader = new TopicReader(cluster)) {
      assertThat(reader.startsAt(List.of(first, second), start + 100))
          .isEqualTo(Map.of(first, 1L, second, 0L));
      assertThat(reader.startsAt(List.of(first), start + 201)).isEqualTo(Map.of(first, 3L));
    }
  }

  @Test
  void findsTheLastRecordOfEachPartitionBeforeManyMarkers() throws Exception {
    String topic = first.topic() + "-transactional";
    broker.createTopics(List.of(new NewTopic(topic, 1, (short) 1)));
    TopicPartition transactional = new TopicPartition(topic, 0);
    write(first, 2);
    // One record and its marker, then 40 aborted ones, each with a marker.
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "last"))) {
      producer.initTransactions();
      for (int i = 0; i < 41; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, 0, null, new byte[1])).get();
        if (i == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    try (TopicReader reader = new TopicReader(cluster)) {
      assertThat(reader.lastOffsets(List.of(first, second, transactional)))
          .isEqualTo(Map.of(first, 1L, transactional, 0L));
    }
  }

  @Test
  void namesTheRecordsThatExist() {
    write(first, 3);
    String servers = broker.bootstrapServers();
    try (TopicReader reader = new TopicReader(cluster)) {
      assertThat(reader.fetch(new Coordinates(first.topic(), 0, 2)).offset()).isEqualTo(2);
      assertThatThrownBy(() -> reader.fetch(new Coordinates(first.topic(), 0, 3)))
          .isInstanceOf(NoSuchRecordException.class)
          .hasMessage(
              "no record %s@3 at %s: the partition holds offsets 0 to 2; name another offset",
              first, servers);
      assertThatThrownBy(() -> reader.fetch(new Coordinates(first.topic(), 1, 0)))
          .hasMessage(
              "no record %s@0 at %s: the partition is empty; name another offset", second, servers);
      assertThatThrownBy(() -> reader.fetch(new Coordinates(first.topic(), 2, 0)))
          .hasMessage("no partition 2 of %s at %s; it has 0 to 1", first.topic(), servers);
    }
  }

  private boolean keep(ConsumerRecord<byte[], byte[]> record) {
    return read.add(Coordinates.of(record));
  }

  private static List<Coordinates> coordinates(TopicPartition partition, int from, int to) {
    List<Coordinates> coordinates = new ArrayList<>();
    for (int offset = from; offset < to; offset++) {
      coordinates.add(new Coordinates(partition.topic(), partition.partition(), offset));
    }
    return coordinates;
  }

  private static void write(TopicPartition partition, int count) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("linger.ms", 5))) {
      for (int i = 0; i < count; i++) {
        producer.send(
            new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[100]));
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
