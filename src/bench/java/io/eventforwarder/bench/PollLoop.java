// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** Polls as fast as it can and accesses each record once. Copies no value. */
final class PollLoop {

  private static final Duration POLL = Duration.ofMillis(100);

  private PollLoop() {}

  static Load start(WorkerSpec spec) {
    return LoopThread.start("poll", loop -> run(spec, loop));
  }

  private static void run(WorkerSpec spec, LoopThread loop) {
    try (KafkaConsumer<byte[], ByteBuffer> consumer =
        Clients.consumer(spec.bootstrapServers(), Map.of(), new ByteBufferDeserializer())) {
      consumer.assign(Clients.partitions(consumer, spec.sourceTopic()));
      consumer.seekToBeginning(consumer.assignment());
      long count = 0;
      while (!loop.isStopped()) {
        for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(POLL)) {
          count += record.topic().isEmpty() ? 0 : 1;
        }
        loop.count(count);
      }
    }
  }
}
