// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.testing.TestTopics;
import io.eventforwarder.testing.TwoBrokers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Progress in a topic of which one partition has no leader. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LeaderlessPartitionITCase {

  private static final String TOPIC = "events";
  private static final String GROUP = "post-process-forwarder";
  private static final TopicPartition WITH_LEADER = new TopicPartition(TOPIC, 0);
  private static final TopicPartition WITHOUT_LEADER = new TopicPartition(TOPIC, 1);

  @TempDir private Path directory;

  @Test
  void hidesTheProgressOfNoOtherPartition() throws Exception {
    try (TwoBrokers brokers = TwoBrokers.start(directory);
        ProgressLog log =
            new KafkaProgressLog(cluster(brokers), Set.of(TOPIC), GROUP, Clock.systemUTC())) {
      brokers.createTopic(TOPIC);
      TestTopics.produce(
          brokers.bootstrapServers(),
          IntStream.range(0, 20)
              .mapToObj(i -> new ProducerRecord<>(TOPIC, i % 2, null, new byte[] {1})));
      commit(brokers, 4);
      assertThat(log.ask(Map.of()).values())
          .hasSize(2)
          .allSatisfy(progress -> assertThat(progress).returns(6.0, Progress::backlog));

      brokers.stopSecond(TOPIC);
      long start = System.nanoTime();
      Map<TopicPartition, Progress> progress = log.ask(Map.of());
      // No question waits for its time limit.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(KafkaProgressLog.TIMEOUT);
      assertThat(progress.get(WITH_LEADER)).returns(6.0, Progress::backlog);
      assertThat(progress.get(WITHOUT_LEADER).isKnown()).isFalse();
    }
  }

  private static KafkaCluster cluster(TwoBrokers brokers) {
    return KafkaCluster.source(
        ForwarderConfig.load(
            Optional.empty(),
            Map.of("source.bootstrap-servers", brokers.bootstrapServers()),
            Map.of()));
  }

  private static void commit(TwoBrokers brokers, long offset) throws Exception {
    OffsetAndMetadata committed = new OffsetAndMetadata(offset);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              GROUP, Map.of(WITH_LEADER, committed, WITHOUT_LEADER, committed))
          .all()
          .get();
    }
  }
}
