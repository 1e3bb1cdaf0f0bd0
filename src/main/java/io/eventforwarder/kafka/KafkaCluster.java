// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import io.eventforwarder.dispatch.TimestampPolicy;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka cluster: creates clients from the configured properties, and reports failures as {@link
 * UnavailableException}, at the latest ten seconds after the brokers have become unreachable.
 */
public final class KafkaCluster implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Limits the memory of a consumer, however many partitions it reads. */
  private static final int MAX_FETCH_BYTES = 8 << 20;

  /** Short, since a fetch that waits at a partition's end delays the next partition. */
  private static final int MAX_FETCH_WAIT_MS = 20;

  /** The largest record that Sentry's producers send, and a little for its headers. */
  private static final int MAX_RECORD_BYTES = 51_000_000;

  /** Kafka's default for {@code max.message.bytes}. */
  private static final int DEFAULT_MAX_RECORD_BYTES = 1_048_588;

  private static final String TIMESTAMP_DIFFERENCE_MAX_MS = "message.timestamp.difference.max.ms";

  /** Properties for the job's producers that do not suit a single write. */
  private static final Set<String> NOT_FOR_A_SINGLE_WRITE =
      Set.of(
          ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
          ProducerConfig.LINGER_MS_CONFIG);

  private final String key;
  private final String prefix;
  private final String servers;
  private final Map<String, String> properties;

  private KafkaCluster(String key, String prefix, String servers, Map<String, String> properties) {
    this.key = key;
    this.prefix = prefix;
    this.servers = servers;
    this.properties = Map.copyOf(properties);
  }

  /** The cluster of the source topics. */
  public static KafkaCluster source(ForwarderConfig config) {
    return new KafkaCluster(
        ForwarderOptions.SOURCE_BOOTSTRAP_SERVERS.key(),
        ForwarderOptions.KAFKA_SOURCE_PREFIX,
        config.source().bootstrapServers(),
        config.source().kafkaProperties());
  }

  /** The cluster of tasks, dead letters and audit entries. */
  public static KafkaCluster dispatch(ForwarderConfig config) {
    return new KafkaCluster(
        ForwarderOptions.DISPATCH_BOOTSTRAP_SERVERS.key(),
        ForwarderOptions.KAFKA_SINK_PREFIX,
        config.sink().bootstrapServers(),
        config.sink().kafkaProperties());
  }

  /** A cluster that a command names by its options {@code --bootstrap-servers} and {@code -D}. */
  public static KafkaCluster named(String bootstrapServers, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new KafkaCluster("--bootstrap-servers", "-D ", bootstrapServers, all);
  }

  /** The source cluster's name in task ids: as configured, else the id that it gives itself. */
  public static String sourceName(ForwarderConfig config) {
    return config.source().clusterName().orElseGet(() -> source(config).id());
  }

  public String servers() {
    return servers;
  }

  /** The id that the cluster gives itself. */
  public String id() {
    return ask(admin -> get(admin.describeCluster().clusterId()));
  }

  /** Fails if the brokers are unreachable. */
  public void requireAnswer() {
    ask(admin -> get(admin.describeCluster().nodes()));
  }

  /** Fails if one of the topics does not exist. */
  public void requireTopics(Collection<String> required) {
    Set<String> missing = new TreeSet<>(required);
    missing.removeAll(
        ask(admin -> get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())));
    if (!missing.isEmpty()) {
      throw noTopic(missing);
    }
  }

  /** The topic's description; fails if it does not exist. */
  public TopicDescription require(String topic) {
    return find(topic).orElseThrow(() -> noTopic(Set.of(topic)));
  }

  /** The topic's description with the principal's rights, empty if it does not exist. */
  public Optional<TopicDescription> find(String topic) {
    DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    return ask(
        admin -> {
          try {
            return Optional.of(
                get(admin.describeTopics(List.of(topic), options).allTopicNames()).get(topic));
          } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /**
   * The largest record that can be written to each topic, in bytes: its {@code max.message.bytes},
   * Kafka's default if that may not be read, or the configured {@code max.request.size} if that is
   * smaller.
   */
  public Map<String, Integer> maxRecordBytes(Collection<String> topics) {
    int maxRequestSize =
        Optional.ofNullable(properties.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG))
            .map(Integer::valueOf)
            .orElse(Integer.MAX_VALUE);
    return byTopic(
        topics,
        settings ->
            Math.min(
                settings
                    .map(config -> (int) number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                    .orElse(DEFAULT_MAX_RECORD_BYTES),
                maxRequestSize));
  }

  /** Which timestamps each topic accepts and keeps. */
  public Map<String, TimestampPolicy> timestampPolicies(Collection<String> topics) {
    return byTopic(
        topics,
        settings -> settings.map(KafkaCluster::timestampPolicy).orElse(TimestampPolicy.DEFAULT));
  }

  private static TimestampPolicy timestampPolicy(Config settings) {
    boolean deletes =
        value(settings, TopicConfig.CLEANUP_POLICY_CONFIG)
            .contains(TopicConfig.CLEANUP_POLICY_DELETE);
    return TimestampPolicy.of(
        value(settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime"),
        timestampLimit(settings, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
        timestampLimit(settings, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        deletes ? number(settings, TopicConfig.RETENTION_MS_CONFIG) : -1);
  }

  /** Brokers before 4.0 also have a limit for both directions, those before 3.6 only that one. */
  public static long timestampLimit(Config settings, String name) {
    return Stream.of(name, TIMESTAMP_DIFFERENCE_MAX_MS)
        .map(settings::get)
        .filter(Objects::nonNull)
        .mapToLong(entry -> Long.parseLong(entry.value()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static String value(Config settings, String name) {
    return settings.get(name).value();
  }

  private static long number(Config settings, String name) {
    return Long.parseLong(value(settings, name));
  }

  /** What each topic's settings mean; they are empty if they may not be read. */
  private <T> Map<String, T> byTopic(
      Collection<String> topics, Function<Optional<Config>, T> meaning) {
    return ask(
        admin -> {
          Map<String, T> all = new HashMap<>();
          for (String topic : topics) {
            all.put(
                topic,
                meaning.apply(
                    settings(admin, new ConfigResource(ConfigResource.Type.TOPIC, topic))));
          }
          return all;
        });
  }

  /** The settings of a topic or broker; empty if they may not be read or there is no such topic. */
  public static Optional<Config> settings(Admin admin, ConfigResource resource)
      throws ExecutionException {
    try {
      return Optional.of(get(admin.describeConfigs(List.of(resource)).values().get(resource)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException
          || e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The failure of topics to exist, to be thrown. */
  UnavailableException noTopic(Set<String> missing) {
    return new UnavailableException(
        "no topic %s at %s; create it (kafka-topics.sh --bootstrap-server %s --create --topic %s), or configure another"
            .formatted(String.join(", ", missing), servers, servers, missing.iterator().next()));
  }

  /** Sends requests with a client of its own. */
  public <T> T ask(AdminCall<T> call) {
    return reporting(
        () -> {
          try (Admin admin = newAdmin()) {
            return call.with(admin);
          } catch (ExecutionException e) {
            throw unavailable(e.getCause());
          }
        });
  }

  /** Creates an admin client. The caller must close it. */
  public Admin newAdmin() {
    return Admin.create(adminProperties());
  }

  /** Requests to an {@link Admin}; see {@link #get}. */
  public interface AdminCall<T> {
    T with(Admin admin) throws ExecutionException;
  }

  /** Waits for an answer. */
  public static <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for Kafka", e);
    }
  }

  /** Runs a call that uses a client of this cluster, and reports its failure. */
  public <T> T reporting(Supplier<T> call) {
    try {
      return call.get();
    } catch (KafkaException e) {
      // If a client cannot be created, only the cause says why.
      boolean isBare = e.getClass() == KafkaException.class && e.getCause() != null;
      throw unavailable(isBare ? e.getCause() : e);
    }
  }

  /**
   * The exception to throw for a client's failure. If a coordinator did not answer, this asks the
   * brokers why.
   */
  public UnavailableException unavailable(Throwable cause) {
    String message =
        Coordinator.silentIn(cause)
            .map(coordinator -> ask(admin -> coordinator.explain(admin, place(), cause)))
            .orElseGet(() -> ClientFailure.message(cause, place(), prefix, protocol()));
    return new UnavailableException(message, cause);
  }

  private String place() {
    return "Kafka at " + servers + " (" + key + ")";
  }

  private String protocol() {
    return properties.getOrDefault(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
  }

  /** Creates a consumer without a group that reads committed records only. */
  public KafkaConsumer<byte[], byte[]> newConsumer() {
    return newConsumer(Map.of());
  }

  /**
   * @param more settings that add to or replace those of {@link #newConsumer()}
   */
  public KafkaConsumer<byte[], byte[]> newConsumer(Map<String, ?> more) {
    Map<String, Object> settings = clientProperties(ConsumerConfig.configNames());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A topic that was deleted must not come back because somebody wants to read it.
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, MAX_FETCH_WAIT_MS);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES / 2);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    settings.putAll(more);
    return reporting(
        () ->
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /**
   * Writes one record, and waits until it is acknowledged.
   *
   * @return its offset
   */
  public long write(ProducerRecord<byte[], byte[]> record) {
    Map<String, Object> settings = clientProperties(ProducerConfig.configNames());
    settings.keySet().removeAll(NOT_FOR_A_SINGLE_WRITE);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return reporting(
        () -> {
          try (KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(record).get().offset();
          } catch (ExecutionException e) {
            throw unavailable(e.getCause());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for Kafka", e);
          }
        });
  }

  /**
   * Creates a transactional producer; {@code initTransactions} has not been called.
   *
   * @param transactionTimeout how long a transaction of a process that died may block readers
   */
  public KafkaProducer<byte[], byte[]> newProducer(
      String transactionalId, Duration transactionTimeout) {
    return newProducer(transactionalId, transactionTimeout, Map.of());
  }

  /**
   * @param more settings that add to or replace those of {@link #newProducer(String, Duration)}
   */
  public KafkaProducer<byte[], byte[]> newProducer(
      String transactionalId, Duration transactionTimeout, Map<String, ?> more) {
    Map<String, Object> settings = clientProperties(ProducerConfig.configNames());
    settings.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) transactionTimeout.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD_BYTES);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putAll(more);
    return reporting(
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  private Map<String, Object> adminProperties() {
    Map<String, Object> settings = clientProperties(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return settings;
  }

  /** The configured properties that a kind of client accepts, above all those of security. */
  private Map<String, Object> clientProperties(Set<String> known) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().retainAll(known);
    return settings;
  }
}
