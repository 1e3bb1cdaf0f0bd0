// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.deadletter.DeadLetterSerializationSchema;
import io.eventforwarder.deadletter.Redecoded;
import io.eventforwarder.deadletter.Redecoder;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.dispatch.TaskSerializationSchema;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.SourceRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the job does with records, by the job's own parts, without Flink. */
public final class InlineForwarder implements AutoCloseable {

  private static final int MAX_DEAD_LETTER_BYTES = 1_048_588;

  private final ForwarderConfig config;
  private final Redecoder decoder;
  private final TaskSerializationSchema tasks;
  private final DeadLetterSerializationSchema deadLetters;
  private final TopicReader reader;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  public InlineForwarder(ForwarderConfig config) {
    this.config = config;
    decoder = new Redecoder(config);
    tasks = new TaskSerializationSchema(config.dispatch(), KafkaCluster.sourceName(config));
    tasks.open(null, null);
    deadLetters =
        new DeadLetterSerializationSchema(
            config.deadLetterTopic(),
            config.output().deadLetters().headers(),
            MAX_DEAD_LETTER_BYTES);
    reader = new TopicReader(KafkaCluster.source(config));
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                config.sink().bootstrapServers(),
                "linger.ms",
                5,
                "enable.idempotence",
                false,
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Forwards what has come in since the last call. */
  public void forward() {
    for (String topic : config.source().typeByTopic().keySet()) {
      List<TopicPartition> partitions = reader.partitions(topic);
      Map<TopicPartition, Long> ends = reader.ends(partitions);
      for (TopicPartition partition : partitions) {
        long start = positions.getOrDefault(partition, 0L);
        reader.read(partition, new OffsetRange(start, ends.get(partition)), this::forward);
        positions.put(partition, ends.get(partition));
      }
    }
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  private boolean forward(ConsumerRecord<byte[], byte[]> consumed) {
    SourceRecord record = SourceRecord.of(consumed);
    Redecoded redecoded = decoder.decode(record);
    Decoded decoded = redecoded.decoded();
    if (redecoded.reason() != null) {
      DeadLetter deadLetter =
          new DeadLetter(
              record,
              decoded.headerFailure(),
              redecoded.reason(),
              redecoded.message(),
              System.currentTimeMillis());
      send(deadLetters.serialize(deadLetter, null, null));
    } else if (decoded instanceof Decoded.Dispatch dispatch) {
      send(tasks.serialize(PostProcessTask.of(record, dispatch.fields()), null, null));
    }
    return true;
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.set(exception);
          }
        });
  }

  @Override
  public void close() {
    reader.close();
    producer.close();
  }
}
