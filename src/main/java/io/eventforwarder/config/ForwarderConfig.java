// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.dispatch.DispatchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * A configuration that passed every check which needs no server.
 *
 * @param paritySample share of the records decided by headers whose value is decoded, too
 */
public record ForwarderConfig(
    Source source,
    DecodeMode decodeMode,
    DecodeLimits decodeLimits,
    Sink sink,
    DispatchSettings dispatch,
    String deadLetterTopic,
    DeadLetterHeaderStyle deadLetterHeaders,
    FailurePolicy failurePolicy,
    Optional<String> fallbackTopic,
    Optional<String> skippedTopic,
    Optional<String> ledgerTopic,
    double paritySample,
    Optional<GateSettings> gate,
    Optional<String> controlTopic,
    Duration checkpointInterval,
    Map<String, String> flinkProperties) {

  /** Hides secrets. */
  @Override
  public String toString() {
    return String.format(
        "%s, %s, %s, dead letters to %s, checkpoint every %s, flink %s",
        source, sink, dispatch, deadLetterTopic, checkpointInterval, Secrets.hide(flinkProperties));
  }

  /**
   * Where records come from.
   *
   * @param typeByTopic what each topic carries
   * @param clusterName for task ids; empty: the id that the cluster gives itself
   * @param kafkaProperties for the consumers, the bootstrap servers among them
   */
  public record Source(
      String bootstrapServers,
      Map<String, EventStreamType> typeByTopic,
      String groupId,
      StartFrom startFrom,
      OnGap onGap,
      Optional<String> clusterName,
      Map<String, String> kafkaProperties) {

    /** Hides secrets. */
    @Override
    public String toString() {
      return String.format(
          "source %s from %s with %s", typeByTopic, startFrom, Secrets.hide(kafkaProperties));
    }
  }

  /**
   * Where everything goes.
   *
   * @param kafkaProperties for the producers, the bootstrap servers among them
   */
  public record Sink(
      String bootstrapServers,
      DeliveryGuarantee guarantee,
      String transactionalIdPrefix,
      Map<String, String> kafkaProperties) {

    /** Hides secrets. */
    @Override
    public String toString() {
      return String.format(
          "sink %s under %s with %s",
          guarantee, transactionalIdPrefix, Secrets.hide(kafkaProperties));
    }

    public Duration transactionTimeout() {
      return Duration.ofMillis(
          Long.parseLong(kafkaProperties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG)));
    }

    public boolean isExactlyOnce() {
      return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
    }
  }

  /**
   * Loads and checks a configuration.
   *
   * @param file YAML, empty for none
   * @param overrides by key, over the file's values
   * @param environment variables that {@code ${ENV:NAME}} may name
   * @throws InvalidConfigException with all problems
   */
  public static ForwarderConfig load(
      Optional<Path> file, Map<String, String> overrides, Map<String, String> environment) {
    ConfigValues values = new ConfigValues(environment);
    file.ifPresent(values::addFile);
    overrides.forEach(values::addOverride);
    return new ConfigChecker(values).check();
  }

  /** All topics that the job writes, in alphabetical order. */
  public Set<String> outputTopics() {
    Set<String> topics = new TreeSet<>(dispatch.routes().topics());
    topics.add(deadLetterTopic);
    fallbackTopic.ifPresent(topics::add);
    skippedTopic.ifPresent(topics::add);
    ledgerTopic.ifPresent(topics::add);
    return topics;
  }

  /** The problems of this configuration if source and dispatch are the same cluster. */
  public List<ConfigProblem> problemsOnOneCluster() {
    return TopicSeparation.onOneCluster(this);
  }
}
