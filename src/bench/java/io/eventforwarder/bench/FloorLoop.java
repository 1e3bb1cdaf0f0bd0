// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * The least that any forwarder on these clients must do: it polls the records and writes as many
 * ready-made tasks. It decodes, encodes and copies nothing.
 */
final class FloorLoop {

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * A batch holds about 150 tasks, so compression does not find the same task twice within its
   * window.
   */
  private static final long TASKS = 4_000;

  private FloorLoop() {}

  static Load start(WorkerSpec spec) {
    return LoopThread.start("floor-loop", loop -> run(spec, loop));
  }

  private static void run(WorkerSpec spec, LoopThread loop) throws Exception {
    List<ProducerRecord<byte[], byte[]>> tasks = readyMade(spec);
    new TransactionLoop<ByteBuffer>(spec, new ByteBufferDeserializer())
        .run(new InTurn(tasks)::next, loop);
  }

  private static final class InTurn {

    private final List<ProducerRecord<byte[], byte[]>> tasks;
    private int next;

    InTurn(List<ProducerRecord<byte[], byte[]>> tasks) {
      this.tasks = tasks;
    }

    ProducerRecord<byte[], byte[]> next(ConsumerRecord<byte[], ByteBuffer> record) {
      if (next == tasks.size()) {
        next = 0;
      }
      return tasks.get(next++);
    }
  }

  /** What the plain loop writes for the last records, whose offsets have as many digits as most. */
  private static List<ProducerRecord<byte[], byte[]>> readyMade(WorkerSpec spec)
      throws ExecutionException, InterruptedException, IOException, NoSuchAlgorithmException {
    PlainForwarder forwarder = PlainForwarder.of(spec);
    List<ProducerRecord<byte[], byte[]>> tasks = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        Clients.consumer(spec.bootstrapServers(), Map.of())) {
      consumer.assign(Clients.partitions(consumer, spec.sourceTopic()));
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      long each = Math.max(1, TASKS / ends.size());
      long wanted = 0;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        long from = Math.max(0, end.getValue() - each);
        consumer.seek(end.getKey(), from);
        wanted += end.getValue() - from;
      }
      while (tasks.size() < wanted) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          tasks.add(forwarder.forward(record));
        }
      }
    }
    return tasks;
  }
}
