// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.demo.SampleTraffic;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Sample records, written without end in a thread of its own, through outages of the broker too.
 * Remembers what was written where.
 */
final class Traffic implements AutoCloseable {

  private static final int VALUE_BYTES = 300;

  private final SampleProducer producer;
  private final SampleTraffic samples;
  private final Map<String, EventStreamType> topics;
  private final int recordsPerSecond;
  private final Thread thread = new Thread(this::write, "traffic");
  private final AtomicLong written = new AtomicLong();
  private final Map<SampleKind.Outcome, Long> outcomes = new EnumMap<>(SampleKind.Outcome.class);
  private final Map<TopicPartition, BitSet> dispatched = new HashMap<>();

  private volatile boolean stopped;
  private volatile RuntimeException failure;

  private Traffic(
      SampleProducer producer,
      SampleTraffic samples,
      Map<String, EventStreamType> topics,
      int recordsPerSecond) {
    this.producer = producer;
    this.samples = samples;
    this.topics = topics;
    this.recordsPerSecond = recordsPerSecond;
  }

  static Traffic start(
      String bootstrapServers,
      Map<String, EventStreamType> topics,
      int recordsPerSecond,
      long seed) {
    Traffic traffic =
        new Traffic(
            SampleProducer.connect(
                bootstrapServers,
                Map.of(
                    // Longer than any outage: what was sent once is written once.
                    "max.block.ms", "900000",
                    "delivery.timeout.ms", "900000",
                    "metadata.max.age.ms", "1000",
                    "compression.type", "lz4")),
            new SampleTraffic(seed, VALUE_BYTES),
            topics,
            recordsPerSecond);
    traffic.thread.setDaemon(true);
    traffic.thread.start();
    return traffic;
  }

  private void write() {
    try {
      // In portions of a tenth of a second, each written before the next is begun.
      int portion = Math.max(1, recordsPerSecond / 10);
      while (!stopped) {
        producer.produce(samples, topics, portion, recordsPerSecond, this::written);
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** In the producer's thread. */
  private synchronized void written(SampleProducer.Produced record) {
    written.incrementAndGet();
    outcomes.merge(record.kind().outcome(), 1L, Long::sum);
    if (record.kind().outcome() == SampleKind.Outcome.DISPATCHED_VIA_HEADERS
        || record.kind().outcome() == SampleKind.Outcome.DISPATCHED_VIA_VALUE) {
      dispatched
          .computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), partition -> new BitSet())
          .set(Math.toIntExact(record.offset()));
    }
  }

  long records() {
    if (failure != null) {
      throw failure;
    }
    return written.get();
  }

  /** Returns when all is written. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }

  synchronized long records(SampleKind.Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Reports topic, partition and offset of each record that must become a task. */
  synchronized void forEachTask(TaskVisitor visitor) {
    dispatched.forEach(
        (partition, offsets) ->
            offsets.stream()
                .forEach(
                    offset -> visitor.visit(partition.topic(), partition.partition(), offset)));
  }

  interface TaskVisitor {
    void visit(String topic, int partition, long offset);
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    producer.close();
  }
}
