// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.demo.SampleTraffic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records at a pace. Each has as its timestamp the time at which it was due, so that a
 * generator that is late makes the latency longer, not shorter.
 */
final class LoadGenerator implements Load {

  /** How far the output may be behind when the pace is as fast as it follows. */
  static final long MAX_OUTSTANDING = 20_000;

  private static final int BURST = 200;
  private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final WorkerSpec spec;
  private final LoopThread thread = new LoopThread("load-generator", this::run);
  private final AtomicReference<Exception> sendFailure = new AtomicReference<>();

  private volatile double pace;

  private final List<SampleTraffic.Sample> pool;
  private KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong sent = new AtomicLong();

  LoadGenerator(WorkerSpec spec) {
    this.spec = spec;
    this.pool = spec.workload().pool();
    thread.start();
  }

  private void run() throws Exception {
    try (KafkaProducer<byte[], byte[]> writer =
            Clients.producer(
                spec.bootstrapServers(),
                Map.of(
                    ProducerConfig.LINGER_MS_CONFIG, 1, ProducerConfig.BATCH_SIZE_CONFIG, 65_536));
        OutputProgress output =
            new OutputProgress(spec.bootstrapServers(), spec.taskTopic(), spec.deadLetterTopic())) {
      producer = writer;
      while (!thread.isStopped() && sendFailure.get() == null) {
        double current = pace;
        if (current == Double.POSITIVE_INFINITY) {
          sendWhatFollows(output);
        } else if (current > 0) {
          sendAt(current);
        } else {
          LockSupport.parkNanos(TICK_NANOS);
        }
      }
      if (sendFailure.get() != null) {
        throw sendFailure.get();
      }
    }
  }

  private void sendWhatFollows(OutputProgress output) throws Exception {
    long room = MAX_OUTSTANDING - (sent.get() - output.count());
    if (room < BURST) {
      LockSupport.parkNanos(TICK_NANOS);
    }
    for (long i = 0; i < room && pace == Double.POSITIVE_INFINITY; i++) {
      send(System.currentTimeMillis());
    }
  }

  private void sendAt(double recordsPerSecond) {
    long startNanos = System.nanoTime();
    long startMillis = System.currentTimeMillis();
    long count = 0;
    while (pace == recordsPerSecond && !thread.isStopped()) {
      long due = (long) ((System.nanoTime() - startNanos) / 1e9 * recordsPerSecond);
      while (count < due) {
        send(startMillis + (long) (count * 1e3 / recordsPerSecond));
        count++;
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void send(long timestamp) {
    SampleTraffic.Sample sample = pool.get((int) (sent.getAndIncrement() % pool.size()));
    producer.send(
        new ProducerRecord<>(
            spec.sourceTopic(), null, timestamp, null, sample.value(), sample.headers()),
        (metadata, failure) -> {
          if (failure != null) {
            sendFailure.compareAndSet(null, failure);
          }
        });
  }

  @Override
  public void pace(double recordsPerSecond) {
    pace = recordsPerSecond;
  }

  @Override
  public long records() {
    return sent.get();
  }

  @Override
  public Throwable failure() {
    return thread.failure();
  }

  @Override
  public void close() throws Exception {
    thread.stop();
  }
}
