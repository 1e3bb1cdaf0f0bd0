// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import static org.awaitility.Awaitility.await;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.demo.EmbeddedBroker;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
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
    broker.createTopics(
        List.of(
            new NewTopic(source, sourcePartitions, (short) 1),
            new NewTopic(deadLetters, deadLetterPartitions, (short) 1),
            new NewTopic(tasks, 1, (short) 1),
            new NewTopic(ledger, 1, (short) 1)));
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

  /** Writes the records and fails if one of them cannot be written. */
  public void produce(Stream<ProducerRecord<byte[], byte[]>> records) {
    produce(servers, records);
  }

  /** Writes the records and fails if one of them cannot be written. */
  public static void produce(String servers, Stream<ProducerRecord<byte[], byte[]>> records) {
    // An idempotent producer does not get over a partition without a leader, as new ones are for
    // a moment; one request at a time keeps the order without.
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "linger.ms",
            5,
            "enable.idempotence",
            false,
            "max.in.flight.requests.per.connection",
            1,
            "max.request.size",
            4 << 20);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      records.forEach(
          record ->
              producer.send(
                  record,
                  (metadata, exception) -> {
                    if (exception != null) {
                      failure.set(exception);
                    }
                  }));
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }

  /**
   * Waits until consumers see the end of each transaction that a process has committed or aborted.
   * The brokers confirm it a moment before. Open transactions are not awaited.
   */
  public static void awaitVisible(String servers) {
    ListTransactionsOptions ending =
        new ListTransactionsOptions()
            .filterStates(Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> admin.listTransactions(ending).all().get().isEmpty());
    }
  }

  /** Changes a setting of a topic, and waits until the brokers go by it. */
  public void set(String topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp operation =
        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all().get();
      // The broker takes over what its controller has accepted a moment later.
      await()
          .until(
              () ->
                  admin
                      .describeConfigs(List.of(resource))
                      .values()
                      .get(resource)
                      .get()
                      .get(name)
                      .value()
                      .equals(value));
    }
  }

  /** All committed records of a topic. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return read(servers, topic);
  }

  /** All committed records of a topic. */
  public static List<ConsumerRecord<byte[], byte[]>> read(String servers, String topic) {
    ForwarderConfig config =
        ForwarderConfig.load(
            Optional.empty(), Map.of("source.bootstrap-servers", servers), Map.of());
    awaitVisible(servers);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = new TopicReader(KafkaCluster.source(config))) {
      List<TopicPartition> partitions = reader.partitions(topic);
      Map<TopicPartition, Long> ends = reader.ends(partitions);
      for (TopicPartition partition : partitions) {
        reader.read(partition, new OffsetRange(0, ends.get(partition)), records::add);
      }
    }
    return records;
  }
}
