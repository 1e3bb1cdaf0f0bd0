// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Partitions from which no record is read between the job's start and its restart. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StartOffsetsITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GROUP = "post-process-forwarder";

  private final SampleTraffic traffic = new SampleTraffic(1, 300);

  @TempDir private Path directory;

  private EmbeddedBroker broker;
  private TestCluster cluster;
  private Admin admin;
  private TestTopics topics;
  private TopicPartition partition;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start();
    cluster = TestCluster.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    topics = new TestTopics(broker, 1, 1);
    partition = new TopicPartition(topics.source, 0);
  }

  @AfterEach
  void stop() throws Exception {
    admin.close();
    cluster.close();
    broker.close();
  }

  @Test
  void aRestoredJobContinuesAtTheGroupsOffsetEvenIfThatHasExpired() throws Exception {
    produce(50);
    admin
        .alterConsumerGroupOffsets(GROUP, Map.of(partition, new OffsetAndMetadata(50)))
        .all()
        .get();
    JobID idle = cluster.submit(topics.settings(Map.of()), 1);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> cluster.completedCheckpoints(idle) >= 3);
    String savepoint = cluster.stop(idle, directory);
    admin.deleteConsumerGroupOffsets(GROUP, Set.of(partition)).all().get();

    produce(10);
    JobID job = cluster.restore(savepoint, topics.settings(Map.of()), 1);
    await().atMost(PATIENCE).until(() -> tasks() >= 10);
    cluster.stop(job, directory);
    assertThat(tasks()).isEqualTo(10);
  }

  @Test
  void commitsWhereAPartitionStartsBeforeItsFirstRecord() throws Exception {
    produce(50);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(50))).all().get();
    JobID job = cluster.submit(topics.settings(Map.of("source.start-from", "earliest")), 1);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get())
                    .containsEntry(partition, new OffsetAndMetadata(50)));
    cluster.stop(job, directory);
  }

  private int tasks() {
    return topics.read(topics.tasks).size();
  }

  private void produce(int count) {
    topics.produce(
        Stream.generate(() -> traffic.next(EventStreamType.ERROR, SampleKind.HEADERS))
            .limit(count)
            .map(
                sample ->
                    new ProducerRecord<>(
                        topics.source, 0, null, null, sample.value(), sample.headers())));
  }
}
