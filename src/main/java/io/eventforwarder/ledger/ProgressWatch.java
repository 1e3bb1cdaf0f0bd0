// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static io.eventforwarder.metrics.MetricDefinition.LAG_RECORDS;
import static io.eventforwarder.metrics.MetricDefinition.LAG_SECONDS;
import static io.eventforwarder.metrics.MetricDefinition.PROGRESS_AGE_SECONDS;
import static io.eventforwarder.metrics.MetricDefinition.RETENTION_HEADROOM_SECONDS;

import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.metrics.MetricDefinition;
import io.eventforwarder.source.SourceWatch;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gauges of each partition's progress up to date, on a thread and with clients of its
 * own. While the brokers do not answer it tries again, less and less often.
 */
public final class ProgressWatch implements SourceWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final long LONGEST_RETRY_MS = 60_000;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Supplier<ProgressLog> log;
  private final long intervalMs;
  private final MetricGroup group;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "progress-watch");

  /** When the progress of a partition was known last, or the partition was seen first. */
  private final Map<TopicPartition, Long> knownAt = new ConcurrentHashMap<>();

  private volatile Map<TopicPartition, Progress> progress = Map.of();
  private volatile Map<TopicPartition, Long> starts = Map.of();

  /**
   * @param log connects to the brokers
   * @param interval between two requests
   */
  ProgressWatch(Supplier<ProgressLog> log, Duration interval, MetricGroup enumeratorGroup) {
    this.log = log;
    this.intervalMs = interval.toMillis();
    this.group = enumeratorGroup;
    thread.setDaemon(true);
    // Kafka's clients load classes by it.
    thread.setContextClassLoader(getClass().getClassLoader());
  }

  /** Watches the progress of a consumer group in all partitions of the topics. */
  public static SourceWatch.Factory of(KafkaCluster cluster, Set<String> topics, String groupId) {
    TreeSet<String> names = new TreeSet<>(topics);
    return group ->
        new ProgressWatch(
            () -> new KafkaProgressLog(cluster, names, groupId, Clock.systemUTC()),
            INTERVAL,
            group);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void startsAt(Map<TopicPartition, Long> offsets) {
    starts = Map.copyOf(offsets);
  }

  private void run() {
    int failures = 0;
    while (!isClosedAfter(failures == 0 ? 0 : retryMs(failures))) {
      ProgressLog connected = null;
      try {
        connected = log.get();
        do {
          show(connected.ask(starts));
          failures = 0;
        } while (!isClosedAfter(intervalMs));
      } catch (Exception | LinkageError e) {
        show(Map.of());
        if (failures++ == 0 && closed.getCount() > 0) {
          LOG.warn("Lag and retention headroom are unknown until the brokers answer", e);
        }
      } finally {
        // Set by close; the clients' threads are waited for only without it.
        Thread.interrupted();
        IOUtils.closeQuietly(connected);
      }
    }
  }

  private long retryMs(int failures) {
    return Math.min(intervalMs << Math.min(failures - 1, 10), LONGEST_RETRY_MS);
  }

  private boolean isClosedAfter(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Only close interrupts.
      return true;
    }
  }

  // ---- Gauges. Those of partitions without an answer become unknown.

  private void show(Map<TopicPartition, Progress> answers) {
    progress = answers;
    answers.forEach(
        (partition, found) -> {
          boolean isNew = !knownAt.containsKey(partition);
          if (isNew || found.isKnown()) {
            knownAt.put(partition, System.nanoTime());
          }
          if (isNew) {
            register(partition);
          }
        });
  }

  private void register(TopicPartition partition) {
    String topic = partition.topic();
    String number = Integer.toString(partition.partition());
    LAG_RECORDS.gauge(group, () -> progress(partition).backlog(), topic, number, "backlog");
    LAG_RECORDS.gauge(
        group, () -> progress(partition).openTransactions(), topic, number, "open_transaction");
    LAG_SECONDS.gauge(group, () -> progress(partition).lagSeconds(), topic, number);
    RETENTION_HEADROOM_SECONDS.gauge(
        group, () -> progress(partition).headroomSeconds(), topic, number);
    PROGRESS_AGE_SECONDS.gauge(group, () -> ageSeconds(partition), topic, number);
  }

  private Progress progress(TopicPartition partition) {
    return progress.getOrDefault(partition, Progress.UNKNOWN);
  }

  private double ageSeconds(TopicPartition partition) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - knownAt.get(partition)) / 1000.0;
  }

  /**
   * Also removes the gauges. A restarted enumerator has the same parent group, where a gauge that
   * is still registered would show the old values for ever.
   */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (group.addGroup(MetricDefinition.GROUP) instanceof AbstractMetricGroup<?> gauges) {
      gauges.close();
    }
  }
}
