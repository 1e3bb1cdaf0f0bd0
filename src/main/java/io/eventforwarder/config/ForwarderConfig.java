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

/** A configuration that has passed every check that needs no server. Its text hides secrets. */
public record ForwarderConfig(
    Source source, Decode decode, Output output, Optional<GateSettings> gate, Job job) {

  /**
   * Where records come from.
   *
   * @param typeByTopic what each topic carries
   * @param clusterName used in task ids; empty for Kafka's own cluster id
   * @param kafkaProperties of the consumers, with the bootstrap servers
   */
  public record Source(
      Map<String, EventStreamType> typeByTopic,
      String groupId,
      Start start,
      Optional<String> clusterName,
      Map<String, String> kafkaProperties) {

    public String bootstrapServers() {
      return kafkaProperties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }
  }

  /**
   * Where reading starts without a checkpoint.
   *
   * @param onGap what to do if records were deleted before they were read
   */
  public record Start(StartFrom from, OnGap onGap) {}

  /** What the job does when records were deleted before it read them. */
  public enum OnGap {
    /** Continue at the first remaining record. */
    RECORD,
    /** Fail without a restart. */
    FAIL
  }

  /**
   * How records are decoded.
   *
   * @param paritySample share of the header-decided records whose value is decoded too
   */
  public record Decode(DecodeMode mode, DecodeLimits limits, double paritySample) {}

  /** What the job writes. */
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

  /** Where failed records go, and how many records may fail. */
  public record DeadLetters(
      String topic, DeadLetterHeaderStyle headers, FailurePolicy failurePolicy) {}

  /** Optional topics that record what the job did. */
  public record AuditTopics(
      Optional<String> fallback, Optional<String> skipped, Optional<String> ledger) {}

  /** The settings of the job as a whole. */
  public record Job(
      Duration checkpointInterval,
      Optional<String> controlTopic,
      Map<String, String> flinkProperties) {}

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
    return new ConfigChecker(new OptionReader(values)).check();
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
    Set<String> topics = outputTopicsButLedger();
    ledgerTopic().ifPresent(topics::add);
    return topics;
  }

  Set<String> outputTopicsButLedger() {
    Set<String> topics = new TreeSet<>(dispatch().routes().topics());
    topics.add(deadLetterTopic());
    output.audit().fallback().ifPresent(topics::add);
    output.audit().skipped().ifPresent(topics::add);
    return topics;
  }

  /** The problems of this configuration if source and dispatch are the same cluster. */
  public List<ConfigProblem> problemsOnOneCluster() {
    return TopicSeparation.onOneCluster(this);
  }
}
