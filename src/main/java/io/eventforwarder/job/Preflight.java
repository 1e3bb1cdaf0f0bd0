/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.job;

import io.eventforwarder.cluster.KafkaCluster;
import io.eventforwarder.cluster.UnavailableException;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import io.eventforwarder.config.InvalidConfigException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Checks, before anything is submitted, what would otherwise make the job fail and restart for
 * ever: the brokers answer, the topics exist, the transaction timeout is one that the brokers
 * allow.
 */
public final class Preflight {

  private static final String TRANSACTION_MAX_TIMEOUT = "transaction.max.timeout.ms";

  private final ForwarderConfig config;

  public Preflight(ForwarderConfig config) {
    this.config = config;
  }

  /**
   * @return what the job needs to know of the clusters
   * @throws UnavailableException if a server or topic cannot be reached
   * @throws InvalidConfigException if the servers do not allow what is configured
   */
  public ClusterFacts check() {
    String clusterId = checkSource();
    KafkaCluster dispatch = checkDispatch();
    return new ClusterFacts(
        config.source().clusterName().orElse(clusterId), dispatch.ask(this::deadLetterMaxBytes));
  }

  private String checkSource() {
    KafkaCluster source = KafkaCluster.source(config);
    String clusterId = source.id();
    source.requireTopics(config.source().typeByTopic().keySet());
    config.gate().ifPresent(gate -> source.requireTopics(gate.commitLogTopics()));
    return clusterId;
  }

  private KafkaCluster checkDispatch() {
    KafkaCluster cluster = KafkaCluster.dispatch(config);
    cluster.requireTopics(config.outputTopics());
    config
        .controlTopic()
        .ifPresent(
            topic -> {
              cluster.requireTopics(List.of(topic));
              cluster.ask(admin -> requireCompaction(admin, topic));
            });
    if (config.sink().isExactlyOnce()) {
      requireTransactionTimeout(cluster);
    }
    return cluster;
  }

  private void requireTransactionTimeout(KafkaCluster cluster) {
    String timeout = config.sink().kafkaProperties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    Integer maximum = cluster.ask(Preflight::transactionMaxTimeout);
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
    Node node = KafkaCluster.get(admin.describeCluster().nodes()).iterator().next();
    return intSetting(
        admin,
        new ConfigResource(ConfigResource.Type.BROKER, node.idString()),
        TRANSACTION_MAX_TIMEOUT);
  }

  /** Switches must not vanish with a topic's retention. */
  private static Void requireCompaction(Admin admin, String topic) throws ExecutionException {
    String policy =
        setting(
            admin,
            new ConfigResource(ConfigResource.Type.TOPIC, topic),
            TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy != null && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new InvalidConfigException(
          List.of(
              new ConfigProblem(
                  ForwarderOptions.CONTROL_TOPIC.key(),
                  topic,
                  "the topic has cleanup.policy=" + policy + ", and would forget switches in time",
                  "set its cleanup.policy=compact, or name another topic")));
    }
    return null;
  }

  /** The largest record that the dead-letter topic takes. */
  private int deadLetterMaxBytes(Admin admin) throws ExecutionException {
    Integer maxBytes =
        intSetting(
            admin,
            new ConfigResource(ConfigResource.Type.TOPIC, config.deadLetterTopic()),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    return maxBytes == null ? ClusterFacts.DEFAULT_MAX_RECORD_BYTES : maxBytes;
  }

  private static Integer intSetting(Admin admin, ConfigResource resource, String name)
      throws ExecutionException {
    String value = setting(admin, resource, name);
    return value == null ? null : Integer.valueOf(value);
  }

  /** Null if the brokers do not let us ask. */
  private static String setting(Admin admin, ConfigResource resource, String name)
      throws ExecutionException {
    try {
      Config settings =
          KafkaCluster.get(admin.describeConfigs(List.of(resource)).all()).get(resource);
      ConfigEntry entry = settings.get(name);
      return entry == null ? null : entry.value();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return null;
      }
      throw e;
    }
  }
}
