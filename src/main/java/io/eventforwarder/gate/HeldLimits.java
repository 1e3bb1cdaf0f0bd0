// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.source.ReadLimits;
import io.eventforwarder.source.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the source read no further ahead of what is announced than the gate may hold. Follows the
 * commit logs in a thread of its own, since a subtask of the source knows nothing of the gate.
 *
 * <p>While the brokers cannot be reached the limits stay as they are.
 */
public final class HeldLimits implements ReadLimits {

  private static final Logger LOG = LoggerFactory.getLogger(HeldLimits.class);

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration NEW_PARTITIONS = Duration.ofMinutes(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final GateSettings settings;
  private final CommitLogDecoder decoder;
  private final Map<TopicPartition, GroupPositions> positions = new HashMap<>();
  private final Map<TopicPartition, Long> limits = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;

  private volatile boolean isClosed;

  private HeldLimits(GateSettings settings, KafkaCluster cluster) {
    this.settings = settings;
    this.decoder = new CommitLogDecoder(settings);
    // It waits at the end nearly always, and should not ask all the time.
    this.consumer = cluster.newConsumer(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500));
    this.thread = new Thread(this::run, "gate-limits");
    thread.setDaemon(true);
    thread.setContextClassLoader(getClass().getClassLoader());
  }

  /**
   * @param cluster that the commit logs are on
   */
  public static ReadLimits.Factory of(GateSettings settings, KafkaCluster cluster) {
    return context -> {
      HeldLimits limits = new HeldLimits(settings, cluster);
      limits.thread.start();
      return limits;
    };
  }

  /** Of a partition that nothing is announced of, no more is read than the gate may hold. */
  @Override
  public long limit(TopicPartition partition) {
    return limits.getOrDefault(partition, (long) settings.maxHeld());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void run() {
    try (consumer) {
      long nextLook = System.nanoTime();
      while (!isClosed) {
        try {
          if (System.nanoTime() - nextLook >= 0) {
            assignNewPartitions();
            nextLook = System.nanoTime() + NEW_PARTITIONS.toNanos();
          }
          follow();
        } catch (WakeupException e) {
          throw e;
        } catch (KafkaException e) {
          LOG.warn("The commit logs cannot be read, limits stay as they are: {}", e.getMessage());
          Thread.sleep(RETRY.toMillis());
        }
      }
    } catch (WakeupException | InterruptedException e) {
      // Closed.
      isClosed = true;
    }
  }

  private void assignNewPartitions() {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : settings.commitLogTopics()) {
      for (PartitionInfo info : consumer.partitionsFor(topic)) {
        all.add(new TopicPartition(topic, info.partition()));
      }
    }
    List<TopicPartition> added = new ArrayList<>(all);
    added.removeAll(consumer.assignment());
    if (!added.isEmpty()) {
      consumer.assign(all);
      consumer.seekToBeginning(added);
    }
  }

  private void follow() {
    boolean hasChanged = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      CommitLogEntry entry =
          decoder.decode(
              new SourceRecord(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  record.headers()));
      if (entry instanceof Announcement announcement) {
        hasChanged |= announced(announcement);
      }
    }
    if (hasChanged) {
      listeners.forEach(Runnable::run);
    }
  }

  private boolean announced(Announcement announcement) {
    TopicPartition partition = new TopicPartition(announcement.topic(), announcement.partition());
    GroupPositions known =
        positions.computeIfAbsent(
            partition,
            key ->
                new GroupPositions(
                    settings.followedByTopic().get(key.topic()).groups(),
                    settings.onBackward(),
                    Map.of()));
    known.announced(announcement);
    long limit = known.lowest() + settings.maxHeld();
    // The highest position that can be announced, and beyond.
    Long before = limits.put(partition, limit < 0 ? UNLIMITED : limit);
    return before == null || before != limit;
  }

  @Override
  public void close() {
    isClosed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
