// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eventforwarder.bench.BrokerProcess;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a follower does when topics, brokers, its listener or its thread fail. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FollowerITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static EmbeddedBroker broker;

  private final List<String> values = new CopyOnWriteArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();
  private KafkaCluster cluster;
  private String topic;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(Map.of("auto.create.topics.enable", "true"));
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    cluster = cluster(broker.bootstrapServers(), Map.of());
    topic = "followed-" + NUMBER.incrementAndGet();
    create(topic, 2);
  }

  @Test
  void readsAllFromTheStartAndContinues() {
    write(0, "a", "b");
    write(1, "c");
    try (Follower follower = follow(topic)) {
      follower.awaitCaughtUp(PATIENCE);
      assertThat(values).containsExactlyInAnyOrder("a", "b", "c");

      write(1, "d");
      awaitValue("d");
      await().atMost(PATIENCE).until(() -> changes.get() > 0);
      assertThat(follower.isAlive()).isTrue();
      assertThatCode(follower::requireAlive).doesNotThrowAnyException();
    }
  }

  @Test
  void isCaughtUpWithATopicWithoutRecords() {
    try (Follower follower = follow(topic)) {
      follower.awaitCaughtUp(PATIENCE);
      assertThat(values).isEmpty();
    }
  }

  @Test
  void findsNewPartitions() throws Exception {
    write(0, "a");
    try (Follower follower = follow(topic);
        Admin admin = cluster.newAdmin()) {
      follower.awaitCaughtUp(PATIENCE);
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();
      await().atMost(PATIENCE).until(() -> partitions() == 3);
      write(2, "b");

      awaitValue("b");
      assertThat(values).containsExactly("a", "b");
    }
  }

  @Test
  void continuesAfterTheListenerHasRejectedARecord() {
    try (Follower follower =
        follow(
            topic,
            record -> {
              if (text(record).equals("unexpected")) {
                throw new IllegalStateException("unexpected");
              }
              if (text(record).equals("malformed")) {
                throw new IOException("malformed");
              }
              return keep(record);
            })) {
      write(0, "a", "unexpected", "b", "malformed", "c");

      awaitValue("c");
      assertThat(values).containsExactly("a", "b", "c");
      assertThat(follower.ignored()).isEqualTo(2);
      assertThat(follower.isAlive()).isTrue();
    }
  }

  @Test
  void reportsThatItHasDied() {
    try (Follower follower =
        follow(
            topic,
            record -> {
              throw new StackOverflowError("planted");
            })) {
      follower.awaitCaughtUp(PATIENCE);
      follower.onChange(
          () -> {
            throw new AssertionError("a listener that fails as well");
          });
      AtomicInteger notified = new AtomicInteger();
      follower.onChange(notified::incrementAndGet);
      write(0, "a");

      await().atMost(PATIENCE).until(() -> !follower.isAlive());
      await().atMost(PATIENCE).until(() -> notified.get() == 1);
      assertThatThrownBy(follower::requireAlive)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the thread that follows %s at %s (test) has died: java.lang.StackOverflowError: planted;"
                  + " a restart of the task starts it again",
              topic, broker.bootstrapServers())
          .hasCauseInstanceOf(StackOverflowError.class);
      AtomicInteger late = new AtomicInteger();
      follower.onChange(late::incrementAndGet);
      assertThat(late).hasValue(1);
    }
  }

  @Test
  void doesNotWaitForAThreadThatHasDied() {
    write(0, "a");
    try (Follower follower =
        follow(
            topic,
            record -> {
              throw new StackOverflowError("planted");
            })) {
      assertThatThrownBy(() -> follower.awaitCaughtUp(PATIENCE.multipliedBy(10)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("has died: java.lang.StackOverflowError: planted");
    }
  }

  @Test
  void waitsForATopicThatDoesNotExistAndReadsOthersMeanwhile() throws Exception {
    String missing = topic + "-missing";
    write(0, "a");
    try (Follower follower = follow(Set.of(topic, missing), this::keep)) {
      awaitValue("a");
      assertThatThrownBy(() -> follower.awaitCaughtUp(Duration.ofMillis(10)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("was not read to its end within 0 s: no topic " + missing);

      create(missing, 1);
      write(missing, 0, "b");
      awaitValue("b");
      follower.awaitCaughtUp(PATIENCE);
    }
  }

  @Test
  void readsATopicThatIsCreatedAgainFromItsStart() throws Exception {
    write(0, "a", "b");
    List<String> createdAgain = new CopyOnWriteArrayList<>();
    Follower.Listener listener =
        new Follower.Listener() {
          @Override
          public boolean accept(ConsumerRecord<byte[], byte[]> record) {
            return keep(record);
          }

          @Override
          public void createdAgain(String name) {
            createdAgain.add(name);
          }
        };
    try (Follower follower = follow(Set.of(topic), listener)) {
      awaitValue("b");
      delete(topic);
      // The follower must not create it again.
      await()
          .during(Duration.ofSeconds(1))
          .atMost(PATIENCE)
          .until(() -> cluster.find(topic).isEmpty());
      create(topic, 2);
      // As many as before, so that the offsets alone do not show the change.
      write(0, "c", "d", "e");

      awaitValue("e");
      assertThat(values).containsExactly("a", "b", "c", "d", "e");
      assertThat(createdAgain).containsExactly(topic);
      assertThat(follower.ignored()).isZero();
    }
  }

  @Test
  void continuesAtTheNextRecordWhenTheBrokerIsBack(@TempDir Path directory) throws Exception {
    try (BrokerProcess process = BrokerProcess.start(directory, Map.of(), "256m")) {
      cluster = cluster(process.bootstrapServers(), Map.of());
      process.createTopics(List.of(new NewTopic(topic, 1, (short) 1)));
      write(0, "a");
      try (Follower follower = follow(topic)) {
        awaitValue("a");
        process.kill();
        // An attempt to find partitions has failed, and the follower has opened a new consumer.
        await().atMost(PATIENCE).until(() -> follower.outage() != null);
        process.start();
        write(0, "b");

        awaitValue("b");
        assertThat(values).containsExactly("a", "b");
        await().atMost(PATIENCE).until(() -> follower.outage() == null);
        assertThat(follower.isAlive()).isTrue();
      }
    }
  }

  @Test
  void triesAgainIfItsConsumerCannotBeCreated() {
    cluster =
        cluster(
            broker.bootstrapServers(),
            Map.of("kafka.source.properties.metric.reporters", FailingReporter.class.getName()));
    FailingReporter.failures.set(3);
    try (Follower follower = follow(topic)) {
      follower.awaitCaughtUp(PATIENCE);
      assertThat(FailingReporter.failures.get()).isNegative();
    }
  }

  private Follower follow(String name) {
    return follow(name, this::keep);
  }

  private Follower follow(String name, Follower.Listener listener) {
    return follow(Set.of(name), listener);
  }

  private Follower follow(Set<String> names, Follower.Listener listener) {
    Follower follower = new Follower(cluster, "test", names, listener, LOOK_INTERVAL);
    follower.onChange(changes::incrementAndGet);
    return follower;
  }

  private boolean keep(ConsumerRecord<byte[], byte[]> record) {
    return values.add(text(record));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private void awaitValue(String value) {
    await().atMost(PATIENCE).until(() -> values.contains(value));
  }

  private void write(int partition, String... records) {
    write(topic, partition, records);
  }

  private void write(String name, int partition, String... records) {
    for (String record : records) {
      cluster.write(
          new ProducerRecord<>(name, partition, null, record.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static void create(String name, int partitions) throws Exception {
    broker.createTopics(List.of(new NewTopic(name, partitions, (short) 1)));
  }

  private void delete(String name) throws Exception {
    try (Admin admin = cluster.newAdmin()) {
      admin.deleteTopics(List.of(name)).all().get();
    }
  }

  private int partitions() {
    return cluster.require(topic).partitions().size();
  }

  private static KafkaCluster cluster(String servers, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("source.bootstrap-servers", servers);
    return KafkaCluster.source(ForwarderConfig.load(Optional.empty(), settings, Map.of()));
  }
}
