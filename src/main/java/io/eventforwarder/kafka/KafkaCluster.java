// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.kafka;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.flink.util.function.FunctionWithException;
import org.apache.flink.util.function.SupplierWithException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
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

  private static final int TIMEOUT_MS = 10_000;

  /** Limits the memory of a consumer, however many partitions it reads. */
  private static final int MAX_FETCH_BYTES = 8 << 20;

  /** Short, since a fetch that waits at a partition's end delays the next partition. */
  private static final int MAX_FETCH_WAIT_MS = 20;

  /** The largest record that Sentry's producers send, and a little for its headers. */
  private static final int MAX_RECORD_BYTES = 51_000_000;

  /** Kafka's default for {@code max.message.bytes}. */
  private static final int DEFAULT_MAX_RECORD_BYTES = 1_048_588;

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

  // ---- Topics.

  /** The descriptions of the topics; fails if one of them does not exist. */
  public Map<String, TopicDescription> require(Collection<String> topics) {
    Map<String, TopicDescription> found = describe(topics);
    if (!found.keySet().containsAll(topics)) {
      throw noTopic(topics, found.keySet());
    }
    return found;
  }

  /** The topic's description; fails if it does not exist. */
  public TopicDescription require(String topic) {
    return require(List.of(topic)).get(topic);
  }

  /** The exception for topics that are missing among the existing ones. */
  UnavailableException noTopic(Collection<String> topics, Set<String> existing) {
    Set<String> missing = new TreeSet<>(topics);
    missing.removeAll(existing);
    return new UnavailableException(
        "no topic %s at %s; create it (kafka-topics.sh --bootstrap-server %s --create --topic %s), or configure another"
            .formatted(String.join(", ", missing), servers, servers, missing.iterator().next()));
  }

  /** The topic's description, empty if it does not exist. */
  public Optional<TopicDescription> find(String topic) {
    return Optional.ofNullable(describe(List.of(topic)).get(topic));
  }

  /** The descriptions of those topics that exist, with the principal's rights. */
  Map<String, TopicDescription> describe(Collection<String> topics) {
    DescribeTopicsOptions options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    return ask(
        admin -> {
          Map<String, TopicDescription> found = new HashMap<>();
          for (var answer : admin.describeTopics(topics, options).topicNameValues().entrySet()) {
            getUnless(UnknownTopicOrPartitionException.class::isInstance, answer.getValue())
                .ifPresent(topic -> found.put(answer.getKey(), topic));
          }
          return found;
        });
  }

  /**
   * The largest record that can be written to each topic, in bytes: its {@code max.message.bytes},
   * Kafka's default if that may not be read, or the configured {@code max.request.size} if that is
   * smaller.
   */
  public Map<String, Integer> maxRecordBytes(Collection<String> topics) {
    String maxRequestSize = properties.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    int limit = maxRequestSize == null ? Integer.MAX_VALUE : Integer.parseInt(maxRequestSize);
    Map<String, Integer> bytes =
        fromSettings(
            topics,
            settings -> Integer.valueOf(settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()),
            DEFAULT_MAX_RECORD_BYTES);
    bytes.replaceAll((topic, max) -> Math.min(max, limit));
    return bytes;
  }

  /** A value from each topic's settings; {@code unknown} if they may not be read. */
  public <T> Map<String, T> fromSettings(
      Collection<String> topics, Function<Config, T> value, T unknown) {
    return ask(admin -> fromSettings(admin, topics, value, unknown));
  }

  /** As above, with a client of the caller. */
  public static <T> Map<String, T> fromSettings(
      Admin admin, Collection<String> topics, Function<Config, T> value, T unknown)
      throws ExecutionException {
    Map<String, T> values = new HashMap<>();
    for (String topic : topics) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      values.put(topic, settings(admin, resource).map(value).orElse(unknown));
    }
    return values;
  }

  /** The settings of a topic or broker; empty if they may not be read or there is no such topic. */
  public static Optional<Config> settings(Admin admin, ConfigResource resource)
      throws ExecutionException {
    return getUnless(
        cause ->
            cause instanceof AuthorizationException
                || cause instanceof UnknownTopicOrPartitionException,
        admin.describeConfigs(List.of(resource)).values().get(resource));
  }

  public static boolean hasLeader(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  // ---- Requests and their failures.

  /** Sends requests with its own admin client; see {@link #get}. */
  public <T> T ask(FunctionWithException<Admin, T, ExecutionException> requests) {
    return reporting(
        () -> {
          try (Admin admin = newAdmin()) {
            return requests.apply(admin);
          }
        });
  }

  /** Waits for the result of a request. */
  public static <T> T get(Future<T> result) throws ExecutionException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for Kafka", e);
    }
  }

  /** Waits for the result of a request; empty if it fails for an expected cause. */
  public static <T> Optional<T> getUnless(Predicate<Throwable> isExpected, Future<T> result)
      throws ExecutionException {
    try {
      return Optional.of(get(result));
    } catch (ExecutionException e) {
      if (isExpected.test(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Runs a call that uses a client of this cluster, and reports its failure. */
  public <T> T reporting(SupplierWithException<T, ExecutionException> call) {
    try {
      return call.get();
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
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
    String place = "Kafka at " + servers + " (" + key + ")";
    String protocol =
        properties.getOrDefault(
            CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
            CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL);
    String message =
        Coordinator.silentIn(cause)
            .map(coordinator -> ask(admin -> coordinator.explain(admin, place, cause)))
            .orElseGet(() -> ClientFailure.message(cause, place, prefix, protocol));
    return new UnavailableException(message, cause);
  }

  // ---- Clients. The caller must close them.

  public Admin newAdmin() {
    Map<String, Object> settings = clientProperties(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    return Admin.create(settings);
  }

  /** A consumer without a group that reads committed records. {@code more} overrides settings. */
  public KafkaConsumer<byte[], byte[]> newConsumer(Map<String, ?> more) {
    Map<String, Object> settings = clientProperties(ConsumerConfig.configNames());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A reader must not create a topic again that was deleted.
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, MAX_FETCH_WAIT_MS);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES / 2);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    settings.putAll(more);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return reporting(() -> new KafkaConsumer<>(settings, bytes, bytes));
  }

  /**
   * A transactional producer without {@code initTransactions}. {@code more} overrides settings.
   *
   * @param transactionTimeout how long a transaction of a process that died may block readers
   */
  public KafkaProducer<byte[], byte[]> newProducer(
      String transactionalId, Duration transactionTimeout, Map<String, ?> more) {
    Map<String, Object> settings = clientProperties(ProducerConfig.configNames());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) transactionTimeout.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD_BYTES);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putAll(more);
    return newProducer(settings);
  }

  /** Writes one record, waits until it is acknowledged, and returns its offset. */
  public long write(ProducerRecord<byte[], byte[]> record) {
    Map<String, Object> settings = clientProperties(ProducerConfig.configNames());
    // Only transactional producers accept a transaction timeout.
    settings.remove(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    settings.remove(ProducerConfig.LINGER_MS_CONFIG);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    return reporting(
        () -> {
          try (KafkaProducer<byte[], byte[]> producer = newProducer(settings)) {
            return get(producer.send(record)).offset();
          }
        });
  }

  private KafkaProducer<byte[], byte[]> newProducer(Map<String, Object> settings) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    return reporting(() -> new KafkaProducer<>(settings, bytes, bytes));
  }

  /**
   * The configured properties that a kind of client accepts, above all those of security. The
   * interceptors of the job's clients are left out.
   */
  private Map<String, Object> clientProperties(Set<String> known) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.keySet().retainAll(known);
    settings.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    return settings;
  }
}
