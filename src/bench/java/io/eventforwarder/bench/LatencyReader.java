// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A read_committed consumer of tasks that notes how old each is on arrival. */
final class LatencyReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long HIGHEST_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int DIGITS = 3;

  private final LoopThread thread = new LoopThread("latency-reader", this::run);
  private final String bootstrapServers;
  private final String topic;
  private volatile Window window = new Window(0, 0, new Histogram(HIGHEST_MILLIS, DIGITS));
  private volatile long newest;

  /** The tasks of records that are due from one time until before another. */
  private record Window(long fromMillis, long toMillis, Histogram ages) {

    void add(long timestamp, long age) {
      if (timestamp >= fromMillis && timestamp < toMillis) {
        ages.recordValue(Math.max(0, Math.min(HIGHEST_MILLIS, age)));
      }
    }
  }

  LatencyReader(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    thread.start();
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(bootstrapServers, Map.of())) {
      consumer.assign(Clients.partitions(consumer, topic));
      consumer.seekToBeginning(consumer.assignment());
      while (!thread.isStopped()) {
        long last = newest;
        Window current = window;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          current.add(record.timestamp(), System.currentTimeMillis() - record.timestamp());
          last = Math.max(last, record.timestamp());
        }
        newest = last;
      }
    }
  }

  /**
   * The ages on arrival of the tasks of the records due in a period that is still to come. Waits
   * until all have arrived, no longer than {@code patience} beyond the end.
   */
  Histogram measure(long fromMillis, long toMillis, Duration patience) {
    Histogram ages = new Histogram(HIGHEST_MILLIS, DIGITS);
    window = new Window(fromMillis, toMillis, ages);
    while (newest < toMillis && System.currentTimeMillis() < toMillis + patience.toMillis()) {
      if (thread.failure() != null) {
        throw new IllegalStateException("reading the tasks failed", thread.failure());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return ages;
  }

  @Override
  public void close() throws InterruptedException {
    thread.stop();
  }
}
