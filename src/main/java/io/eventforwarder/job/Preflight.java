/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import io.eventforwarder.config.InvalidConfigException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Checks, before anything is submitted, what would otherwise make the job fail and restart for
 * ever: the brokers answer, the topics exist, the transaction timeout is one that the brokers
 * allow.
 */
public final class Preflight {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String TRANSACTION_MAX_TIMEOUT = "transaction.max.timeout.ms";

  private final ForwarderConfig config;

  public Preflight(ForwarderConfig config) {
    this.config = config;
  }

  /**
   * @return name of the source cluster for task ids: as configured, else the id that it gives
   *     itself
   * @throws UnavailableException if a server or topic cannot be reached
   * @throws InvalidConfigException if the servers do not allow what is configured
   */
  public String check() {
    String clusterId = checkSource();
    checkSink();
    return config.source().clusterName().orElse(clusterId);
  }

  private String checkSource() {
    String servers = config.source().bootstrapServers();
    String key = ForwarderOptions.SOURCE_BOOTSTRAP_SERVERS.key();
    return withAdmin(
        key,
        servers,
        config.source().kafkaProperties(),
        admin -> {
          String clusterId = get(admin.describeCluster().clusterId());
          requireTopics(admin, servers, config.source().typeByTopic().keySet());
          return clusterId;
        });
  }

  private void checkSink() {
    String servers = config.sink().bootstrapServers();
    withAdmin(
        ForwarderOptions.DISPATCH_BOOTSTRAP_SERVERS.key(),
        servers,
        config.sink().kafkaProperties(),
        admin -> {
          requireTopics(admin, servers, config.outputTopics());
          if (config.sink().isExactlyOnce()) {
            requireTransactionTimeout(admin);
          }
          return null;
        });
  }

  private static void requireTopics(Admin admin, String servers, Collection<String> required)
      throws ExecutionException {
    Set<String> existing =
        get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    Set<String> missing = new TreeSet<>(required);
    missing.removeAll(existing);
    if (!missing.isEmpty()) {
      throw new UnavailableException(
          "no topic "
              + String.join(", ", missing)
              + " at "
              + servers
              + "; create it (kafka-topics.sh --bootstrap-server "
              + servers
              + " --create --topic "
              + missing.iterator().next()
              + "), or configure another");
    }
  }

  private void requireTransactionTimeout(Admin admin) throws ExecutionException {
    String timeout = config.sink().kafkaProperties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    Integer maximum = transactionMaxTimeout(admin);
    if (maximum != null && Integer.parseInt(timeout) > maximum) {
      throw new InvalidConfigException(
          List.of(
              new ConfigProblem(
                  ForwarderOptions.KAFKA_SINK_PREFIX + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                  timeout,
                  "the brokers allow at most " + maximum,
                  "lower it, or raise the brokers' " + TRANSACTION_MAX_TIMEOUT)));
    }
  }

  /** Null if the brokers do not let us ask. */
  private static Integer transactionMaxTimeout(Admin admin) throws ExecutionException {
    try {
      Node node = get(admin.describeCluster().nodes()).iterator().next();
      ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
      Config brokerConfig = get(admin.describeConfigs(List.of(broker)).all()).get(broker);
      ConfigEntry entry = brokerConfig.get(TRANSACTION_MAX_TIMEOUT);
      return entry == null ? null : Integer.valueOf(entry.value());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return null;
      }
      throw e;
    }
  }

  private static <T> T withAdmin(
      String key, String servers, Map<String, String> kafkaProperties, AdminCall<T> call) {
    try (Admin admin = Admin.create(adminProperties(kafkaProperties))) {
      return call.with(admin);
    } catch (ExecutionException e) {
      throw unavailable(key, servers, e.getCause());
    } catch (KafkaException e) {
      throw unavailable(key, servers, e.getCause() == null ? e : e.getCause());
    }
  }

  private static UnavailableException unavailable(String key, String servers, Throwable cause) {
    return new UnavailableException(
        "cannot reach Kafka at "
            + servers
            + " ("
            + key
            + "): "
            + cause.getMessage()
            + "; check that the brokers run, that this machine reaches them, and the security settings",
        cause);
  }

  private static Map<String, Object> adminProperties(Map<String, String> kafkaProperties) {
    Map<String, Object> properties = new HashMap<>(kafkaProperties);
    properties.keySet().retainAll(AdminClientConfig.configNames());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return properties;
  }

  private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for Kafka", e);
    }
  }

  private interface AdminCall<T> {
    T with(Admin admin) throws ExecutionException;
  }
}
