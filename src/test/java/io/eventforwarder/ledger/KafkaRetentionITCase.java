/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.cluster.KafkaCluster;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.testing.TestTopics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real broker says of the time that is left. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaRetentionITCase {

  private static final String GROUP = "post-process-forwarder";

  /** The first record's; each next is a second younger. */
  private static final long OLDEST = System.currentTimeMillis() - 600_000;

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(OLDEST + 600_000), ZoneOffset.UTC);

  private EmbeddedBroker broker;
  private Admin admin;
  private TestTopics topics;
  private TopicPartition partition;
  private Retention retention;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    topics = new TestTopics(broker, 2, 1);
    partition = new TopicPartition(topics.source, 0);
    topics.produce(
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    new ProducerRecord<>(
                        topics.source, 0, OLDEST + i * 1_000, null, new byte[] {1})));
    retention =
        new KafkaRetention(
            KafkaCluster.source(topics.config(Map.of())), Set.of(topics.source), GROUP, CLOCK);
  }

  @AfterEach
  void stop() throws Exception {
    retention.close();
    admin.close();
    broker.close();
  }

  @Test
  void tellsTheTimeThatIsLeftForTheNextRecord() throws Exception {
    set("retention.ms", "3600000");
    assertThat(retention.headroom()).isEmpty();

    commit(4);
    assertThat(retention.headroom()).containsExactly(Map.entry(partition, 3_004.0));

    // Nothing is left to read: what comes next has all the time.
    commit(10);
    assertThat(retention.headroom()).containsExactly(Map.entry(partition, 3_600.0));

    // Old enough to be deleted, deleted, never to be deleted.
    commit(2);
    set("retention.ms", "598000");
    assertThat(retention.headroom()).containsExactly(Map.entry(partition, 0.0));
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5))).all().get();
    set("retention.ms", "3600000");
    assertThat(retention.headroom()).containsExactly(Map.entry(partition, 0.0));
    set("retention.ms", "-1");
    assertThat(retention.headroom()).containsExactly(Map.entry(partition, Double.NaN));
    set("retention.ms", "3600000");
    set("cleanup.policy", "compact");
    assertThat(retention.headroom()).containsExactly(Map.entry(partition, Double.NaN));
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(GROUP, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private void set(String name, String value) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.source);
    AlterConfigOp operation =
        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(operation))).all().get();
    // The broker takes over what its controller has accepted a moment later.
    await()
        .until(
            () ->
                admin
                    .describeConfigs(List.of(topic))
                    .all()
                    .get()
                    .get(topic)
                    .get(name)
                    .value()
                    .equals(value));
  }
}
