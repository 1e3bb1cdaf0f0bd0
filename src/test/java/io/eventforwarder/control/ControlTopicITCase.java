// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.testing.TestCluster;
import io.eventforwarder.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Switches on a real broker, and what happens when the thread that follows them fails. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ControlTopicITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static EmbeddedBroker broker;

  private TestTopics topics;
  private ControlTopic control;
  private Map<String, String> settings;

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
    String name = topics.source + "-control";
    broker.createTopics(
        List.of(new NewTopic(name, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))));
    settings =
        topics.settings(Map.of("control.topic", name, "flink.restart-strategy.type", "none"));
    control = ControlTopic.of(topics.config(settings)).orElseThrow();
  }

  @Test
  void followsAfterAListenerHasThrown() throws Exception {
    AtomicBoolean hasThrown = new AtomicBoolean();
    try (SwitchFeed feed = control.open()) {
      feed.onChange(
          () -> {
            if (hasThrown.compareAndSet(false, true)) {
              throw new IllegalStateException("unexpected");
            }
          });
      pause("one");
      await().atMost(PATIENCE).untilTrue(hasThrown);
      pause("two");

      await().atMost(PATIENCE).until(() -> feed.current().isPaused("two"));
      assertThat(feed.current().isPaused("one")).isTrue();
    }
  }

  @Test
  void failsTheJobWhenTheThreadHasDied() throws Exception {
    try (TestCluster cluster = TestCluster.start();
        SwitchFeed feed = control.open()) {
      JobID job = cluster.submit(TestCluster.graph(settings, 1), SavepointRestoreSettings.none());
      await().atMost(PATIENCE).until(() -> cluster.completedCheckpoints(job) > 1);
      feed.onChange(
          () -> {
            throw new StackOverflowError("planted");
          });
      pause("one");

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                topics.produce(Stream.of(new ProducerRecord<>(topics.source, null, new byte[1])));
                return cluster.status(job) == JobStatus.FAILED;
              });
      assertThat(
              cluster
                  .result(job)
                  .getSerializedThrowable()
                  .orElseThrow()
                  .getFullStringifiedStackTrace())
          .contains(
              "IllegalStateException: the thread that follows " + control + " (switches) has died",
              "StackOverflowError: planted");
    }
  }

  @Test
  void opensAnotherFollowerWhileUsersStillHaveADeadOne() throws Exception {
    MetricListener metrics = new MetricListener();
    try (SwitchFeed dead = control.open()) {
      dead.registerMetrics(metrics.getMetricGroup());
      assertThat(alive(metrics)).isEqualTo(1);
      dead.onChange(
          () -> {
            throw new StackOverflowError("planted");
          });
      pause("one");
      await().atMost(PATIENCE).until(() -> alive(metrics) == 0);
      assertThatThrownBy(dead::requireAlive).hasMessageContaining("StackOverflowError: planted");

      try (SwitchFeed other = control.open();
          SwitchFeed third = control.open()) {
        assertThat(other.current().isPaused("one")).isTrue();
        other.requireAlive();
        other.close();
        pause("two");
        await().atMost(PATIENCE).until(() -> third.current().isPaused("two"));
        assertThat(dead.current().isPaused("two")).isFalse();
      }
    }
  }

  private static int alive(MetricListener metrics) {
    return (Integer)
        metrics
            .getGauge("forwarder", "follower", "switches", "followerAlive")
            .orElseThrow()
            .getValue();
  }

  @Test
  void ignoresAndCountsMalformedRecords() throws Exception {
    control
        .cluster()
        .write(new ProducerRecord<>(control.name(), 0, bytes("decode.mood"), bytes("secret")));
    pause("one");
    try (SwitchFeed feed = control.open()) {
      assertThat(feed.current().isPaused("one")).isTrue();
      assertThat(feed.ignored()).isEqualTo(1);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void namesATopicThatDoesNotExist() {
    ControlTopic missing = new ControlTopic(control.cluster(), "nowhere", control.configuredMode());

    assertThatThrownBy(missing::open)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no topic nowhere at " + broker.bootstrapServers());
  }

  private void pause(String topic) throws InvalidSwitchException {
    SwitchKey key = new SwitchKey(Switch.PAUSED, topic);
    control.write(new ControlRecord(key, Optional.of(Setting.of(key, "true", null))));
  }
}
