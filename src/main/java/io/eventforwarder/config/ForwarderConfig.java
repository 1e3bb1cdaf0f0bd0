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
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/** A configuration that passed every check which needs no server. */
public record ForwarderConfig(
    Source source, Decode decode, Output output, Optional<GateSettings> gate, Job job) {

  /** Hides secrets. */
  @Override
  public String toString() {
    return String.format(
        "%s, %s, %s, dead letters to %s, %s", source, sink(), dispatch(), deadLetterTopic(), job);
  }

  /**
   * Where records come from.
   *
   * @param typeByTopic what each topic carries
   * @param clusterName for task ids; empty for Kafka's own cluster id
   * @param kafkaProperties of the consumers, with the bootstrap servers
   */
  public record Source(
      Map<String, EventStreamType> typeByTopic,
      String groupId,
      Start start,
      Optional<String> clusterName,
      Map<String, String> kafkaProperties) {

    /** Hides secrets. */
    @Override
    public String toString() {
      return String.format(
          "source %s from %s with %s", typeByTopic, start, Secrets.hide(kafkaProperties));
    }

    public String bootstrapServers() {
      return kafkaProperties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }

    public StartFrom startFrom() {
      return start.from();
    }

    public OnGap onGap() {
      return start.onGap();
    }
  }

  /**
   * Where reading starts.
   *
   * @param onGap what to do if the records there were deleted
   */
  public record Start(StartFrom from, OnGap onGap) {}

  /**
   * How records are decoded.
   *
   * @param paritySample share of the records decided by headers whose value is decoded, too
   */
  public record Decode(DecodeMode mode, DecodeLimits limits, double paritySample) {}

  /** Where everything goes. */
  public record Output(
      Sink sink, DispatchSettings dispatch, DeadLetters deadLetters, AuditTopics audit) {}

  /**
   * The settings that all outputs share.
   *
   * @param kafkaProperties of the producers, with the bootstrap servers
   */
  public record Sink(
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

    public String bootstrapServers() {
      return kafkaProperties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }

    public Duration transactionTimeout() {
      return Duration.ofMillis(
          Long.parseLong(kafkaProperties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG)));
    }

    public boolean isExactlyOnce() {
      return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
    }
  }

  /** The records that fail, and how many may. */
  public record DeadLetters(
      String topic, DeadLetterHeaderStyle headers, FailurePolicy failurePolicy) {}

  /** Optional topics that show what the job did. */
  public record AuditTopics(
      Optional<String> fallback, Optional<String> skipped, Optional<String> ledger) {}

  /** The settings of the job as a whole. */
  public record Job(
      Duration checkpointInterval,
      Optional<String> controlTopic,
      Map<String, String> flinkProperties) {

    /** Hides secrets. */
    @Override
    public String toString() {
      return String.format(
          "checkpoint every %s, flink %s", checkpointInterval, Secrets.hide(flinkProperties));
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

  public Sink sink() {
    return output.sink();
  }

  public DispatchSettings dispatch() {
    return output.dispatch();
  }

  public String deadLetterTopic() {
    return output.deadLetters().topic();
  }

  public Optional<String> ledgerTopic() {
    return output.audit().ledger();
  }

  /** All topics that the job writes, in alphabetical order. */
  public Set<String> outputTopics() {
    Set<String> topics = new TreeSet<>(dispatch().routes().topics());
    topics.add(deadLetterTopic());
    output.audit().fallback().ifPresent(topics::add);
    output.audit().skipped().ifPresent(topics::add);
    ledgerTopic().ifPresent(topics::add);
    return topics;
  }

  /** The problems of this configuration if source and dispatch are the same cluster. */
  public List<ConfigProblem> problemsOnOneCluster() {
    return TopicSeparation.onOneCluster(this);
  }
}
