/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
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

/** Keeps the gauges of the retention headroom up to date, on a thread of its own. */
public final class HeadroomWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HeadroomWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Retention> retention;
  private final ForwarderMetrics metrics;
  private final Map<TopicPartition, Double> headroom = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean isReachable = true;

  /**
   * @param retention connects to the brokers
   */
  public HeadroomWatch(Supplier<Retention> retention, ForwarderMetrics metrics) {
    this.retention = Objects.requireNonNull(retention);
    this.metrics = Objects.requireNonNull(metrics);
    thread = new Thread(this::run, "retention-headroom");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      do {
        watch();
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("The retention is not watched any more");
    }
  }

  /** Until the brokers cannot be asked, or it is closed. */
  private void watch() throws InterruptedException {
    try (Retention connected = retention.get()) {
      do {
        show(connected.headroom());
        isReachable = true;
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (closed.getCount() == 0) {
        return;
      }
      if (isReachable) {
        LOG.warn("The retention headroom is not known until the brokers tell it", e);
        isReachable = false;
      }
      show(Map.of());
    }
  }

  private void show(Map<TopicPartition, Double> current) {
    headroom.replaceAll((partition, old) -> current.getOrDefault(partition, Double.NaN));
    current.forEach(
        (partition, seconds) -> {
          if (headroom.put(partition, seconds) == null) {
            metrics.registerRetentionHeadroom(
                partition.topic(), partition.partition(), () -> headroom.get(partition));
          }
        });
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
