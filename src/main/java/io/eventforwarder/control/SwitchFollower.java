// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.source.Coordinates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a control topic in a thread of its own. While the brokers cannot be reached, the switches
 * stay as they are.
 */
final class SwitchFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SwitchFollower.class);

  private static final Duration CATCH_UP_PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  /** It waits at the end nearly always, and should not ask all the time. */
  private static final Map<String, Object> FOLLOWING =
      Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);

  private final ControlTopic topic;
  private final Thread thread;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();

  private volatile Switches current;
  private volatile long ignored;
  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean isClosed;

  private SwitchFollower(ControlTopic topic) {
    this.topic = topic;
    this.current = Switches.none(topic.configuredMode());
    this.thread = new Thread(this::run, "switches-" + topic.name());
    thread.setDaemon(true);
    thread.setContextClassLoader(getClass().getClassLoader());
  }

  static SwitchFollower start(ControlTopic topic) {
    SwitchFollower follower = new SwitchFollower(topic);
    follower.thread.start();
    return follower;
  }

  Switches current() {
    return current;
  }

  long ignored() {
    return ignored;
  }

  void add(Runnable listener) {
    listeners.add(listener);
  }

  void remove(Runnable listener) {
    listeners.remove(listener);
  }

  /**
   * Waits until all that was written before the start has been read.
   *
   * @throws UnavailableException if that fails or takes too long
   */
  void awaitCaughtUp() {
    try {
      caughtUp.get(CATCH_UP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "the switches are not known: control.topic "
              + topic
              + " was not read to its end within "
              + CATCH_UP_PATIENCE.toSeconds()
              + " s; check that its partitions have leaders and that it is compacted");
    } catch (ExecutionException e) {
      throw new UnavailableException(
          "the switches are not known: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while reading the switches", e);
    }
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> opened = topic.cluster().newConsumer(FOLLOWING)) {
      consumer = opened;
      catchUp(opened);
      caughtUp.complete(null);
      while (!isClosed) {
        follow(opened);
      }
    } catch (WakeupException e) {
      // Closed.
      caughtUp.completeExceptionally(e);
    } catch (RuntimeException e) {
      caughtUp.completeExceptionally(e);
      if (!isClosed) {
        LOG.error("The control topic {} is not followed any more", topic, e);
      }
    }
  }

  private void catchUp(KafkaConsumer<byte[], byte[]> opened) {
    KafkaCluster cluster = topic.cluster();
    List<TopicPartition> partitions =
        cluster.require(topic.name()).partitions().stream()
            .map(partition -> new TopicPartition(topic.name(), partition.partition()))
            .toList();
    opened.assign(partitions);
    opened.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = cluster.reporting(() -> opened.endOffsets(partitions));
    while (!isClosed && ends.entrySet().stream().anyMatch(end -> isBefore(opened, end))) {
      for (ConsumerRecord<byte[], byte[]> record : opened.poll(RETRY)) {
        apply(record, false);
      }
    }
    current.settings().forEach(setting -> LOG.info("Switched since before the start: {}", setting));
  }

  private static boolean isBefore(
      KafkaConsumer<byte[], byte[]> opened, Map.Entry<TopicPartition, Long> end) {
    return opened.position(end.getKey()) < end.getValue();
  }

  private void follow(KafkaConsumer<byte[], byte[]> opened) {
    try {
      for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
        apply(record, true);
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn(
          "The control topic {} cannot be read, the switches stay as they are: {}",
          topic,
          e.getMessage());
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY.toMillis());
    } catch (InterruptedException e) {
      isClosed = true;
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record, boolean isNews) {
    Coordinates where = new Coordinates(record.topic(), record.partition(), record.offset());
    try {
      apply(ControlRecord.read(record.key(), record.value()), where, record.timestamp(), isNews);
    } catch (InvalidSwitchException e) {
      ignored++;
      LOG.warn("Control record {} is ignored: {}", where, e.getMessage());
    }
  }

  private void apply(ControlRecord change, Coordinates where, long timestamp, boolean isNews) {
    Switches before = current;
    Optional<Setting> setting = change.setting();
    Switches after =
        setting.isPresent()
            ? before.with(new StoredSetting(setting.get(), where, timestamp))
            : before.without(change.key());
    current = after;
    if (isNews) {
      report(change.key(), before, after, where);
      new ArrayList<>(listeners).forEach(Runnable::run);
    }
  }

  private static void report(SwitchKey key, Switches before, Switches after, Coordinates where) {
    String from = before.describe(key);
    String to = after.describe(key);
    if (!from.equals(to)) {
      LOG.info("Switch {} changed from {} to {} by control record {}", key, from, to, where);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    KafkaConsumer<byte[], byte[]> opened = consumer;
    if (opened != null) {
      opened.wakeup();
    }
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
