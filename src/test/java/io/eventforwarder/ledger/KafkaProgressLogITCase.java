// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.testing.TestTopics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The progress of a group as a real broker answers it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaProgressLogITCase {

  private static final byte[] VALUE = {1};
  private static final String GROUP = "post-process-forwarder";

  /** The first record's timestamp; each later record is a second younger. */
  private static final long OLDEST = System.currentTimeMillis() - 600_000;

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(OLDEST + 600_000), ZoneOffset.UTC);

  private EmbeddedBroker broker;
  private Admin admin;
  private TestTopics topics;
  private TopicPartition partition;
  private ProgressLog log;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    topics = new TestTopics(broker, 2, 1);
    partition = new TopicPartition(topics.source, 0);
    topics.produce(
        IntStream.range(0, 10)
            .mapToObj(
                i -> new ProducerRecord<>(topics.source, 0, OLDEST + i * 1_000, null, VALUE)));
    log =
        new KafkaProgressLog(
            KafkaCluster.source(topics.config(Map.of())), Set.of(topics.source), GROUP, CLOCK);
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
    admin.close();
    broker.close();
  }

  @Test
  void measuresTheTimeThatIsLeftForTheNextRecord() throws Exception {
    topics.set(topics.source, "retention.ms", "3600000");
    commit(4);
    assertThat(headroom()).isEqualTo(3_004.0);

    // Nothing is left to read: what comes next has all the time.
    commit(10);
    assertThat(headroom()).isEqualTo(3_600.0);

    // Old enough to be deleted, deleted, never to be deleted.
    commit(2);
    topics.set(topics.source, "retention.ms", "598000");
    assertThat(headroom()).isEqualTo(0.0);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5))).all().get();
    topics.set(topics.source, "retention.ms", "3600000");
    assertThat(headroom()).isEqualTo(0.0);
    topics.set(topics.source, "retention.ms", "-1");
    assertThat(headroom()).isNaN();
    topics.set(topics.source, "retention.ms", "3600000");
    topics.set(topics.source, "cleanup.policy", "compact");
    assertThat(headroom()).isNaN();
  }

  @Test
  void measuresWhatIsLeftToReadAndWhatWaitsForATransaction() throws Exception {
    commit(4);
    assertThat(ask().get(partition))
        .returns(6.0, Progress::backlog)
        .returns(0.0, Progress::openTransactions)
        .returns(596.0, Progress::lagSeconds);

    try (KafkaProducer<byte[], byte[]> producer = transactionalProducer()) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topics.source, 0, OLDEST + 20_000, null, VALUE)).get();
      producer.send(new ProducerRecord<>(topics.source, 0, OLDEST + 30_000, null, VALUE)).get();
      commit(10);
      assertThat(ask().get(partition))
          .returns(0.0, Progress::backlog)
          .returns(2.0, Progress::openTransactions)
          .returns(580.0, Progress::lagSeconds);

      producer.commitTransaction();
      // The two and the marker behind them; an offset is committed only behind records.
      await()
          .untilAsserted(
              () ->
                  assertThat(ask().get(partition))
                      .returns(3.0, Progress::backlog)
                      .returns(0.0, Progress::openTransactions));
    }

    commit(12);
    assertThat(ask().get(partition)).returns(0.0, Progress::lagSeconds);
  }

  @Test
  void measuresPartitionsWithoutACommittedOffsetFromTheirStart() throws Exception {
    TopicPartition empty = new TopicPartition(topics.source, 1);
    assertThat(log.ask(Map.of()))
        .containsOnlyKeys(partition, empty)
        .allSatisfy((any, progress) -> assertThat(progress.isKnown()).isFalse());

    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2))).all().get();
    long earliest = KafkaPartitionSplit.EARLIEST_OFFSET;
    assertThat(log.ask(Map.of(partition, earliest, empty, 0L)))
        .hasEntrySatisfying(
            partition,
            progress ->
                assertThat(progress)
                    .returns(8.0, Progress::backlog)
                    .returns(598.0, Progress::lagSeconds))
        .hasEntrySatisfying(
            empty,
            progress ->
                assertThat(progress)
                    .returns(0.0, Progress::backlog)
                    .returns(0.0, Progress::lagSeconds));

    commit(4);
    assertThat(log.ask(Map.of(partition, 0L)).get(partition)).returns(6.0, Progress::backlog);
  }

  @Test
  void findsNewPartitions() throws Exception {
    assertThat(ask()).hasSize(2);
    admin.createPartitions(Map.of(topics.source, NewPartitions.increaseTo(3))).all().get();

    await().untilAsserted(() -> assertThat(ask()).hasSize(3));
  }

  private Map<TopicPartition, Progress> ask() throws Exception {
    return log.ask(Map.of());
  }

  private KafkaProducer<byte[], byte[]> transactionalProducer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "upstream"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private double headroom() throws Exception {
    return ask().get(partition).headroomSeconds();
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(GROUP, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }
}
