// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A read_committed consumer of tasks that records the age of each on arrival. */
final class LatencyReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String bootstrapServers;
  private final String topic;

  private volatile Arrivals arrivals = new Arrivals(0, 0);
  private volatile long newest;
  private volatile long count;

  private final LoopThread thread;

  LatencyReader(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.thread = LoopThread.start("latency-reader", this::run);
  }

  private void run(LoopThread loop) {
    try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(bootstrapServers, Map.of())) {
      consumer.assign(Clients.partitions(consumer, topic));
      consumer.seekToBeginning(consumer.assignment());
      long all = 0;
      while (!loop.isStopped()) {
        long last = newest;
        Arrivals current = arrivals;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          current.add(record.timestamp(), System.currentTimeMillis());
          last = Math.max(last, record.timestamp());
          all++;
        }
        newest = last;
        count = all;
      }
    }
  }

  /** Tasks that have arrived since the start. */
  long count() {
    if (thread.failure() != null) {
      throw new IllegalStateException("reading the tasks failed", thread.failure());
    }
    return count;
  }

  /**
   * Records the arrivals of a future period. Waits until a later task has arrived, at most for
   * {@code patience} after the period.
   */
  Arrivals measure(long fromMillis, long toMillis, Duration patience) {
    Arrivals measured = new Arrivals(fromMillis, toMillis);
    arrivals = measured;
    while (newest < toMillis && System.currentTimeMillis() < toMillis + patience.toMillis()) {
      count();
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return measured;
  }

  @Override
  public void close() throws InterruptedException {
    thread.close();
  }
}
