// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import io.eventforwarder.demo.SampleTraffic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes records at a fixed rate, however fast the output is. The timestamp of each is the time at
 * which it was due, so a late generator makes the latency longer, not shorter.
 */
final class LoadGenerator implements Load {

  /**
   * The lag of the output that is allowed when the rate follows the output. Several seconds of the
   * job's throughput: with less, the checkpoint interval limits the rate.
   */
  private static final long MAX_OUTSTANDING = 600_000;

  private static final int BURST = 200;
  private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final WorkerSpec spec;
  private final List<SampleTraffic.Sample> pool;
  private final AtomicReference<Exception> sendFailure = new AtomicReference<>();
  private final LoopThread thread;

  private volatile double pace;
  private volatile long sent;

  private LoadGenerator(WorkerSpec spec) {
    this.spec = spec;
    this.pool = spec.workload().pool();
    this.thread = LoopThread.start("load-generator", this::run);
  }

  static Load start(WorkerSpec spec) {
    return new LoadGenerator(spec);
  }

  private void run(LoopThread loop) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
            Clients.producer(
                spec.bootstrapServers(),
                Map.of(
                    ProducerConfig.LINGER_MS_CONFIG, 1, ProducerConfig.BATCH_SIZE_CONFIG, 65_536));
        OutputProgress output =
            new OutputProgress(spec.bootstrapServers(), spec.taskTopic(), spec.deadLetterTopic())) {
      while (!loop.isStopped() && sendFailure.get() == null) {
        double current = pace;
        if (current == Double.POSITIVE_INFINITY) {
          sendWhatFits(producer, output);
        } else if (current > 0) {
          sendAt(current, producer);
        } else {
          LockSupport.parkNanos(TICK_NANOS);
        }
      }
      if (sendFailure.get() != null) {
        throw sendFailure.get();
      }
    }
  }

  private void sendWhatFits(KafkaProducer<byte[], byte[]> producer, OutputProgress output)
      throws Exception {
    long room = MAX_OUTSTANDING - (sent - output.count());
    if (room < BURST) {
      LockSupport.parkNanos(TICK_NANOS);
    }
    for (long i = 0; i < room && runsAt(Double.POSITIVE_INFINITY); i++) {
      send(producer, System.currentTimeMillis());
    }
  }

  /** If the rate exceeds what the producer can write, it writes as fast as it can. */
  private void sendAt(double recordsPerSecond, KafkaProducer<byte[], byte[]> producer) {
    long startNanos = System.nanoTime();
    long startMillis = System.currentTimeMillis();
    long count = 0;
    while (runsAt(recordsPerSecond)) {
      long due = (long) ((System.nanoTime() - startNanos) / 1e9 * recordsPerSecond);
      while (count < due && runsAt(recordsPerSecond)) {
        send(producer, startMillis + (long) (count * 1e3 / recordsPerSecond));
        count++;
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private boolean runsAt(double recordsPerSecond) {
    return pace == recordsPerSecond && sendFailure.get() == null;
  }

  private void send(KafkaProducer<byte[], byte[]> producer, long timestamp) {
    long number = sent;
    SampleTraffic.Sample sample = pool.get((int) (number % pool.size()));
    producer.send(
        new ProducerRecord<>(
            spec.sourceTopic(), null, timestamp, null, sample.value(), sample.headers()),
        (metadata, failure) -> {
          if (failure != null) {
            sendFailure.compareAndSet(null, failure);
          }
        });
    sent = number + 1;
  }

  @Override
  public void pace(double recordsPerSecond) {
    pace = recordsPerSecond;
  }

  @Override
  public long records() {
    return sent;
  }

  @Override
  public Throwable failure() {
    return thread.failure();
  }

  @Override
  public void close() throws Exception {
    pace = 0;
    thread.close();
  }
}
