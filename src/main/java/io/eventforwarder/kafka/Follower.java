// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import io.eventforwarder.source.Coordinates;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of some topics from their start, in its own thread, until it is closed.
 * Finds new partitions every minute, and reads a topic that was created again from its start.
 *
 * <p>After an exception it opens another consumer, with exponential back-off, and continues at the
 * next record. Only an {@link Error} ends the thread, so users must call {@link #requireAlive}
 * before they rely on what was read.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private static final Duration LOOK_INTERVAL = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private static final long FIRST_BACK_OFF_MS = 50;
  private static final long MAX_BACK_OFF_MS = 10_000;

  /** Usually there is nothing to read, and requests should be rare then. */
  private static final Map<String, Object> CONSUMER_SETTINGS =
      Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);

  private final KafkaCluster cluster;
  private final String name;
  private final Set<String> topics;
  private final Listener listener;
  private final Duration lookInterval;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final List<Runnable> users = new CopyOnWriteArrayList<>();

  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private volatile long ignored;
  private volatile String outage;
  private volatile Throwable death;

  // Used by the thread alone.
  private final Map<String, Uuid> topicIds = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Set<TopicPartition> behind = new HashSet<>();
  private final Set<String> reported = new HashSet<>();
  private boolean areAllFound;
  private String outageClass;
  private int failures;

  /** Receives the records. Called by the follower's thread. */
  public interface Listener {

    /**
     * Returns whether to notify the users of a change.
     *
     * @throws Exception to reject the record, which is then counted as ignored and not read again.
     *     The message of a checked exception is logged, so it must not quote the record.
     */
    boolean accept(ConsumerRecord<byte[], byte[]> record) throws Exception;

    /** Called when a topic was deleted and created again, before its new records. */
    default void createdAgain(String topic) {}
  }

  Follower(
      KafkaCluster cluster,
      String name,
      Set<String> topics,
      Listener listener,
      Duration lookInterval) {
    this.cluster = cluster;
    this.name = name;
    this.topics = new TreeSet<>(topics);
    this.listener = listener;
    this.lookInterval = lookInterval;
    this.thread = new Thread(this::run, "follower-" + name);
    thread.setDaemon(true);
    thread.setContextClassLoader(getClass().getClassLoader());
    thread.start();
  }

  /** Starts a follower, which {@code name} identifies in messages. */
  public static Follower start(
      KafkaCluster cluster, String name, Set<String> topics, Listener listener) {
    return new Follower(cluster, name, topics, listener, LOOK_INTERVAL);
  }

  // ---- For users.

  /**
   * @param user called by the follower's thread after a change, and when the thread has died; must
   *     return at once
   */
  public void onChange(Runnable user) {
    users.add(user);
    if (death != null) {
      user.run();
    }
  }

  public void removeUser(Runnable user) {
    users.remove(user);
  }

  /** How many records the listener has rejected. */
  public long ignored() {
    return ignored;
  }

  /** Why some of the topics cannot be read now; null if all can. */
  String outage() {
    return outage;
  }

  public boolean isAlive() {
    return death == null && thread.isAlive();
  }

  /**
   * @throws IllegalStateException if the thread has died
   */
  public void requireAlive() {
    if (death != null) {
      throw new IllegalStateException(hasDied("a restart of the task starts it again"), death);
    }
  }

  /**
   * Waits until all records have been read that existed at the start.
   *
   * @throws UnavailableException if that takes too long, or the thread has died
   */
  public void awaitCaughtUp(Duration patience) {
    try {
      KafkaCluster.get(caughtUp.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      if (death != null) {
        throw new UnavailableException(hasDied("try again"), death);
      }
      String cause = Objects.requireNonNullElse(outage, "check that its partitions have leaders");
      throw new UnavailableException(
          "%s was not read to its end within %d s: %s"
              .formatted(this, patience.toSeconds(), cause));
    }
  }

  private String hasDied(String remedy) {
    return "the thread that follows %s has died: %s; %s".formatted(this, death, remedy);
  }

  @Override
  public void close() {
    closing.countDown();
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

  @Override
  public String toString() {
    return "%s at %s (%s)".formatted(String.join(", ", topics), cluster.servers(), name);
  }

  // ---- The thread.

  private void run() {
    try {
      while (!isClosing()) {
        try (KafkaConsumer<byte[], byte[]> opened = cluster.newConsumer(CONSUMER_SETTINGS)) {
          consumer = opened;
          follow(opened);
        } catch (WakeupException e) {
          // Closing.
        } catch (RuntimeException e) {
          failed(e);
          closing.await(backOffMs(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (Throwable e) {
      died(e);
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void follow(KafkaConsumer<byte[], byte[]> opened) throws InterruptedException {
    long nextLook = System.nanoTime();
    while (!isClosing()) {
      if (System.nanoTime() - nextLook >= 0) {
        findPartitions(opened);
        long pauseMs = areAllFound ? lookInterval.toMillis() : backOffMs();
        nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
      }
      if (opened.assignment().isEmpty()) {
        closing.await(nextLook - System.nanoTime(), TimeUnit.NANOSECONDS);
      } else {
        read(opened);
      }
    }
  }

  private void findPartitions(KafkaConsumer<byte[], byte[]> opened) {
    Map<String, TopicDescription> found = cluster.describe(topics);
    areAllFound = found.keySet().equals(topics);
    if (!areAllFound) {
      failed(cluster.noTopic(topics, found.keySet()));
    }
    Set<TopicPartition> partitions = new HashSet<>();
    boolean isAnyCreatedAgain = false;
    for (TopicDescription topic : found.values()) {
      isAnyCreatedAgain |= isCreatedAgain(topic);
      topic
          .partitions()
          .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
    }
    if (isAnyCreatedAgain || !partitions.equals(opened.assignment())) {
      assign(opened, partitions);
    }
  }

  private boolean isCreatedAgain(TopicDescription topic) {
    Uuid before = topicIds.put(topic.name(), topic.topicId());
    if (before == null || before.equals(topic.topicId())) {
      return false;
    }
    LOG.warn("Topic {} was created again, and is read from its start ({})", topic.name(), name);
    positions.keySet().removeIf(partition -> partition.topic().equals(topic.name()));
    listener.createdAgain(topic.name());
    notifyUsers();
    return true;
  }

  private void assign(KafkaConsumer<byte[], byte[]> opened, Set<TopicPartition> partitions) {
    opened.assign(partitions);
    opened.seekToBeginning(partitions);
    partitions.stream()
        .filter(positions::containsKey)
        .forEach(partition -> opened.seek(partition, positions.get(partition)));
    behind.clear();
    behind.addAll(partitions);
  }

  private void read(KafkaConsumer<byte[], byte[]> opened) {
    ConsumerRecords<byte[], byte[]> records = opened.poll(POLL);
    boolean hasChanged = false;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      hasChanged |= accept(record);
    }
    records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
    if (hasChanged) {
      notifyUsers();
    }
    // Returns at once, also for a partition without a leader.
    behind.removeIf(partition -> opened.currentLag(partition).orElse(1) == 0);
    if (areAllFound) {
      succeeded();
      if (behind.isEmpty()) {
        caughtUp.complete(null);
      }
    }
  }

  private boolean accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      return listener.accept(record);
    } catch (Exception e) {
      ignored++;
      // The message of an unexpected exception may quote the record.
      boolean isUnexpected = e instanceof RuntimeException;
      String cause = isUnexpected ? withoutMessage(e) : e.getMessage();
      if (!isUnexpected || reported.add(cause)) {
        LOG.warn("Record {} is ignored: {}", Coordinates.of(record), cause);
      }
      return false;
    }
  }

  private static String withoutMessage(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private void notifyUsers() {
    for (Runnable user : users) {
      try {
        user.run();
      } catch (RuntimeException e) {
        LOG.warn("A user of {} failed to process a change", this, e);
      }
    }
  }

  private void succeeded() {
    failures = 0;
    if (outage != null) {
      outage = null;
      outageClass = null;
      LOG.info("{} can be read again", this);
    }
  }

  /** Logs each cause once. Messages may differ in a duration, so causes are compared by class. */
  private void failed(RuntimeException e) {
    failures++;
    outage = e instanceof UnavailableException ? e.getMessage() : e.toString();
    LOG.debug("{} cannot be read", this, e);
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (!cause.getClass().getName().equals(outageClass)) {
      outageClass = cause.getClass().getName();
      LOG.warn("{} cannot be read, and the last state stays in effect: {}", this, outage);
    }
  }

  private long backOffMs() {
    return Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS << Math.min(failures, 10));
  }

  private void died(Throwable e) {
    death = e;
    caughtUp.completeExceptionally(e);
    for (Runnable user : users) {
      try {
        user.run();
      } catch (Throwable another) {
        e.addSuppressed(another);
      }
    }
    LOG.error("The thread that follows {} has died", this, e);
  }
}
