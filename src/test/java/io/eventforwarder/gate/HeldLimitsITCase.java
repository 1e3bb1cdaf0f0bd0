// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.config.GateSettings.Followed;
import io.eventforwarder.config.GateSettings.OffsetSemantics;
import io.eventforwarder.config.GateSettings.OnBackward;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.PausableKafkaSource;
import io.eventforwarder.source.ReadLimits;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.source.SourceRecordDeserializationSchema;
import io.eventforwarder.testing.NoWatch;
import io.eventforwarder.testing.StorageConsumer;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestReaderContext;
import io.eventforwarder.testing.TestTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits from commit logs on a real broker, also after failures. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HeldLimitsITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_HELD = 10;

  private static EmbeddedBroker broker;

  private final TestReaderContext context = new TestReaderContext();
  private TestTopics topics;
  private TopicPartition partition;
  private String commitLog;
  private ReadLimits.Factory limits;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    topics = new TestTopics(broker, 1, 1);
    partition = new TopicPartition(topics.source, 0);
    commitLog = topics.source + "-commit-log";
    broker.createTopics(List.of(new NewTopic(commitLog, 1, (short) 1)));
    limits =
        HeldLimits.of(
            new GateSettings(
                Map.of(topics.source, new Followed(commitLog, Set.of("a"))),
                OffsetSemantics.NEXT,
                OnBackward.MAXIMUM,
                MAX_HELD),
            KafkaCluster.source(topics.config(Map.of())));
  }

  @Test
  void continuesToFollowAfterAListenerHasThrown() {
    AtomicBoolean hasThrown = new AtomicBoolean();
    try (StorageConsumer storage = storage();
        ReadLimits opened = limits.open(context)) {
      opened.onChange(
          () -> {
            if (hasThrown.compareAndSet(false, true)) {
              throw new IllegalStateException("unexpected");
            }
          });
      storage.announce(0, 5);
      await().atMost(PATIENCE).untilTrue(hasThrown);
      storage.announce(0, 7);

      await().atMost(PATIENCE).until(() -> opened.limit(partition) == 7 + MAX_HELD);
    }
  }

  @Test
  void hasNoLimitsWhenTheThreadHasDied() {
    try (StorageConsumer storage = storage();
        ReadLimits opened = withFatalListener(limits.open(context))) {
      assertThat(opened.limit(partition)).isEqualTo(MAX_HELD);
      assertThat(alive()).isEqualTo(1);
      storage.announce(0, 1);

      await().atMost(PATIENCE).until(() -> alive() == 0);
      assertThatThrownBy(() -> opened.limit(partition))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("(limits) has died: java.lang.StackOverflowError: planted");
    }
  }

  private int alive() {
    return context
        .<Integer>gauge("forwarder", "follower", "limits", "followerAlive")
        .orElseThrow()
        .getValue();
  }

  @Test
  void failsTheJobWhenTheThreadHasDied() throws Exception {
    topics.produce(
        IntStream.range(0, 5 * MAX_HELD)
            .mapToObj(i -> new ProducerRecord<>(topics.source, null, new byte[1])));
    ReadLimits.Factory opened = limits;
    try (TestCluster cluster = TestCluster.start();
        StorageConsumer storage = storage()) {
      JobID job = submit(cluster, reader -> withFatalListener(opened.open(reader)));
      storage.announce(0, 1);

      JobResult result =
          CompletableFuture.supplyAsync(() -> result(cluster, job))
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(result.getSerializedThrowable().orElseThrow().getFullStringifiedStackTrace())
          .contains(
              "IllegalStateException: the thread that follows "
                  + commitLog
                  + " at "
                  + broker.bootstrapServers()
                  + " (limits) has died",
              "StackOverflowError: planted");
    }
  }

  private static ReadLimits withFatalListener(ReadLimits limits) {
    limits.onChange(
        () -> {
          throw new StackOverflowError("planted");
        });
    return limits;
  }

  private JobID submit(TestCluster cluster, ReadLimits.Factory factory) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none"));
    env.setParallelism(1);
    env.enableCheckpointing(200);
    env.fromSource(
            new PausableKafkaSource(
                KafkaSource.<SourceRecord>builder()
                    .setBootstrapServers(broker.bootstrapServers())
                    .setTopics(topics.source)
                    .setGroupId("test-" + topics.source)
                    .setStartingOffsets(OffsetsInitializer.earliest())
                    .setDeserializer(new SourceRecordDeserializationSchema())
                    .build(),
                Set.of(topics.source),
                List.of(factory),
                group -> new NoWatch()),
            WatermarkStrategy.noWatermarks(),
            "source")
        .sinkTo(new DiscardingSink<>());
    return cluster.submit(env.getStreamGraph().getJobGraph(), SavepointRestoreSettings.none());
  }

  private static JobResult result(TestCluster cluster, JobID job) {
    try {
      return cluster.result(job);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private StorageConsumer storage() {
    return new StorageConsumer(broker.bootstrapServers(), commitLog, topics.source, "a", false);
  }
}
