/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.testing;

import io.eventforwarder.cluster.KafkaCluster;
import io.eventforwarder.cluster.RecordReader;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fresh topics on a broker, and the configuration that names them. */
public final class TestTopics {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  public final String source;
  public final String deadLetters;
  public final String tasks;
  public final String ledger;
  private final String servers;
  private final int number = NUMBER.incrementAndGet();

  public TestTopics(EmbeddedBroker broker, int sourcePartitions, int deadLetterPartitions)
      throws ExecutionException, InterruptedException {
    servers = broker.bootstrapServers();
    source = "events-" + number;
    deadLetters = "dead-letters-" + number;
    tasks = "tasks-" + number;
    ledger = "ledger-" + number;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(source, sourcePartitions, (short) 1),
                  new NewTopic(deadLetters, deadLetterPartitions, (short) 1),
                  new NewTopic(tasks, 1, (short) 1),
                  new NewTopic(ledger, 1, (short) 1)))
          .all()
          .get();
    }
  }

  /** Settings that name the topics, with {@code more} over them. */
  public Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("source.bootstrap-servers", servers);
    settings.put("source.topics", source + ":error");
    settings.put("dispatch.topic", tasks);
    settings.put("dead-letter.topic", deadLetters);
    settings.put("ledger.topic", ledger);
    settings.put("dispatch.transactional-id-prefix", "test-" + number);
    settings.put("decode.max-depth", Integer.toString(BrokenRecords.DEPTH_LIMIT));
    settings.putAll(more);
    return settings;
  }

  public ForwarderConfig config(Map<String, String> more) {
    return ForwarderConfig.load(Optional.empty(), settings(more), Map.of());
  }

  /** {@code words} and the arguments that name the topics. */
  public String[] arguments(Map<String, String> more, String... words) {
    List<String> arguments = new ArrayList<>(Arrays.asList(words));
    settings(more).forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    return arguments.toArray(String[]::new);
  }

  public KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", servers, "linger.ms", 5),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  public void produce(List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      records.forEach(producer::send);
    }
  }

  /** All committed records of a topic. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (RecordReader reader = new RecordReader(KafkaCluster.source(config(Map.of())))) {
      List<TopicPartition> partitions = reader.partitions(topic);
      Map<TopicPartition, Long> ends = reader.ends(partitions);
      for (TopicPartition partition : partitions) {
        reader.read(partition, 0, ends.get(partition), records::add);
      }
    }
    return records;
  }
}
