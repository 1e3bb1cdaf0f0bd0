// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Reads as fast as it can, and touches each record once. */
final class PollLoop implements Load {

  private static final Duration POLL = Duration.ofMillis(100);

  private final WorkerSpec spec;
  private final LoopThread thread = new LoopThread("poll", this::run);
  private volatile long records;

  PollLoop(WorkerSpec spec) {
    this.spec = spec;
    thread.start();
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        Clients.consumer(spec.bootstrapServers(), Map.of())) {
      consumer.assign(Clients.partitions(consumer, spec.sourceTopic()));
      consumer.seekToBeginning(consumer.assignment());
      long count = 0;
      while (!thread.isStopped()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          count += record.topic().isEmpty() ? 0 : 1;
        }
        records = count;
      }
    }
  }

  @Override
  public long records() {
    return records;
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
