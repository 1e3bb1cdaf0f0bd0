// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.metrics.ForwarderMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the gauges of the job's progress up to date, on a thread of its own. */
public final class ProgressWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<ProgressLog> log;
  private final ForwarderMetrics metrics;
  private final Map<TopicPartition, Progress> progress = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean isReachable = true;

  /**
   * @param log connects to the brokers
   */
  public ProgressWatch(Supplier<ProgressLog> log, ForwarderMetrics metrics) {
    this.log = Objects.requireNonNull(log);
    this.metrics = Objects.requireNonNull(metrics);
    thread = new Thread(this::run, "progress-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      do {
        watch();
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("The progress is not watched any more");
    }
  }

  /** Until the brokers cannot be asked, or it is closed. */
  private void watch() throws InterruptedException {
    try (ProgressLog connected = log.get()) {
      do {
        show(connected.ask());
        isReachable = true;
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (closed.getCount() == 0) {
        return;
      }
      if (isReachable) {
        LOG.warn("Lag and retention headroom are not known until the brokers tell them", e);
        isReachable = false;
      }
      show(Map.of());
    }
  }

  private void show(Map<TopicPartition, Progress> current) {
    progress.replaceAll((partition, old) -> current.getOrDefault(partition, Progress.UNKNOWN));
    current.forEach(
        (partition, now) -> {
          if (progress.put(partition, now) == null) {
            register(partition);
          }
        });
  }

  private void register(TopicPartition partition) {
    metrics.registerProgress(
        partition.topic(),
        partition.partition(),
        () -> progress.get(partition).backlog(),
        () -> progress.get(partition).openTransactions(),
        () -> progress.get(partition).lagSeconds(),
        () -> progress.get(partition).headroomSeconds());
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
