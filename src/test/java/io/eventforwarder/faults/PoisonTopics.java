// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of one scenario, and the settings of a forwarder that uses them. The source topics
 * take any timestamp and large records; the output topics have the brokers' usual limits or less.
 */
final class PoisonTopics {

  /** How far ahead of its clock a broker takes timestamps: the default since Kafka 4.0. */
  static final long AFTER_MAX = Duration.ofHours(1).toMillis();

  /** How far back the topics of routed tasks and of skipped records do. */
  static final long BEFORE_MAX = Duration.ofMinutes(10).toMillis();

  static final long DEAD_LETTER_RETENTION = Duration.ofHours(4).toMillis();
  static final long DEFAULT_RETENTION = Duration.ofDays(7).toMillis();

  /** Name of the source cluster in task ids. */
  static final String CLUSTER = "poisoned";

  static final String GROUP = "snuba-consumers";

  final String tasks;
  final String routedTasks;
  final String deadLetters;
  final String fallbacks;
  final String skipped;
  final String ledger;
  final String commitLog;

  private final PoisonScenario scenario;
  private final String prefix;

  PoisonTopics(PoisonScenario scenario) {
    this.scenario = scenario;
    prefix = "poison-" + scenario.number() + "-";
    tasks = prefix + "tasks";
    routedTasks = prefix + "routed-tasks";
    deadLetters = prefix + "dead-letters";
    fallbacks = prefix + "fallbacks";
    skipped = prefix + "skipped";
    ledger = prefix + "ledger";
    commitLog = prefix + "commit-log";
  }

  String source(EventStreamType type) {
    return prefix + type;
  }

  Map<String, EventStreamType> sources() {
    Map<String, EventStreamType> sources = new LinkedHashMap<>();
    for (EventStreamType type : EventStreamType.values()) {
      sources.put(source(type), type);
    }
    return sources;
  }

  void create(EmbeddedBroker broker) throws Exception {
    Map<String, String> anything = new HashMap<>();
    anything.put(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, text(Long.MAX_VALUE));
    anything.put(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, text(Long.MAX_VALUE));
    anything.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    anything.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, text(PoisonScenario.SOURCE_BYTES));
    List<NewTopic> topics = new ArrayList<>();
    sources()
        .keySet()
        .forEach(
            name ->
                topics.add(
                    new NewTopic(name, PoisonScenario.PARTITIONS, (short) 1).configs(anything)));
    topics.add(new NewTopic(commitLog, 1, (short) 1).configs(anything));
    topics.add(output(tasks, PoisonScenario.TASK_BYTES, stamps()));
    topics.add(
        output(
            routedTasks,
            PoisonScenario.ROUTED_TASK_BYTES,
            Map.of(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, text(BEFORE_MAX))));
    Map<String, String> deadLetterConfig = new HashMap<>(stamps());
    deadLetterConfig.put(TopicConfig.RETENTION_MS_CONFIG, text(DEAD_LETTER_RETENTION));
    topics.add(output(deadLetters, PoisonScenario.DEAD_LETTER_BYTES, deadLetterConfig));
    topics.add(new NewTopic(fallbacks, 1, (short) 1));
    topics.add(
        new NewTopic(skipped, 1, (short) 1)
            .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, text(BEFORE_MAX))));
    topics.add(new NewTopic(ledger, 1, (short) 1));
    broker.createTopics(topics);
  }

  private Map<String, String> stamps() {
    return Map.of(
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        scenario.ownTime() ? "LogAppendTime" : "CreateTime");
  }

  private static NewTopic output(String name, int maxBytes, Map<String, String> more) {
    Map<String, String> config = new HashMap<>(more);
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, text(maxBytes));
    return new NewTopic(name, 2, (short) 1).configs(config);
  }

  Map<String, String> settings(String bootstrapServers) {
    Map<String, String> settings = new HashMap<>();
    settings.put("source.bootstrap-servers", bootstrapServers);
    sources().forEach((topic, type) -> settings.put("source.topics." + topic, type.toString()));
    settings.put("source.group-id", prefix + "group");
    settings.put("source.cluster-name", CLUSTER);
    settings.put("dispatch.topic", tasks);
    settings.put("dispatch.routes." + PoisonScenario.ROUTED_QUEUE, routedTasks);
    settings.put("dispatch.format", scenario.json() ? "json" : "taskbroker");
    settings.put("dispatch.guarantee", scenario.atLeastOnce() ? "at-least-once" : "exactly-once");
    settings.put("dispatch.provenance-headers", Boolean.toString(scenario.provenance()));
    settings.put("dispatch.transactional-id-prefix", prefix + "forwarder");
    settings.put("dead-letter.topic", deadLetters);
    settings.put("dead-letter.headers", scenario.ownTime() ? "both" : "forwarder");
    settings.put("fallback.topic", fallbacks);
    settings.put("skipped.topic", skipped);
    settings.put("ledger.topic", ledger);
    settings.put("decode.mode", scenario.valueOnly() ? "value-only" : "headers-first");
    settings.put("audit.parity-sample", scenario.ownTime() ? "0.5" : "0");
    if (scenario.gated()) {
      settings.put("gate.enabled", "true");
      settings.put("gate.commit-log.topic", commitLog);
      settings.put("gate.groups", GROUP);
    }
    settings.put("checkpoint.interval", "200 ms");
    settings.put("flink.parallelism.default", scenario.valueOnly() ? "2" : "1");
    settings.put("flink.pipeline.operator-chaining.enabled", Boolean.toString(scenario.chained()));
    // A job that a single failure ends: no restart goes unnoticed.
    settings.put("flink.restart-strategy.type", "none");
    return settings;
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
