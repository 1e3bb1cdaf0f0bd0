// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.TaskDefinition;
import io.eventforwarder.dispatch.TaskRoutes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Creates a {@link ForwarderConfig}, or reports all problems of the values at once. */
record ConfigChecker(OptionReader options) {

  /** Flink's own default, one hour, is more than brokers allow by default. */
  private static final String DEFAULT_TRANSACTION_TIMEOUT_MS =
      Long.toString(Duration.ofMinutes(15).toMillis());

  ForwarderConfig check() {
    new KeyCheck(options).check();
    ForwarderConfig.Source source = source();
    Duration checkpointInterval =
        options.atLeast(ForwarderOptions.CHECKPOINT_INTERVAL, Duration.ofMillis(10));
    ForwarderConfig.Sink sink = sink(source.bootstrapServers(), checkpointInterval);
    ForwarderConfig config =
        new ForwarderConfig(
            source,
            decode(),
            new ForwarderConfig.Output(sink, dispatch(), deadLetters(), auditTopics()),
            new GateSection(options).gate(source.typeByTopic().keySet()),
            new ForwarderConfig.Job(
                checkpointInterval,
                options.optionalTopic(ForwarderOptions.CONTROL_TOPIC),
                options.passThrough(ForwarderOptions.FLINK_PREFIX)));
    TopicSeparation.ofOutputs(config).forEach(options::problem);
    // Two names of one cluster are detected at submission, by the cluster's id.
    if (source.bootstrapServers().equals(sink.bootstrapServers())) {
      config.problemsOnOneCluster().forEach(options::problem);
    }
    if (!options.problems().isEmpty()) {
      throw new InvalidConfigException(options.problems());
    }
    return config;
  }

  private ForwarderConfig.Source source() {
    String bootstrapServers = options.required(ForwarderOptions.SOURCE_BOOTSTRAP_SERVERS);
    Map<String, String> properties = options.passThrough(ForwarderOptions.KAFKA_SOURCE_PREFIX);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new ForwarderConfig.Source(
        typeByTopic(),
        options.required(ForwarderOptions.SOURCE_GROUP_ID),
        new ForwarderConfig.Start(startFrom(), options.read(ForwarderOptions.SOURCE_ON_GAP)),
        Optional.ofNullable(options.read(ForwarderOptions.SOURCE_CLUSTER_NAME)),
        properties);
  }

  private Map<String, EventStreamType> typeByTopic() {
    Map<String, EventStreamType> typeByTopic = new TreeMap<>();
    Map<String, String> topics = options.read(ForwarderOptions.SOURCE_TOPICS);
    if (topics.isEmpty()) {
      options.problem(
          ForwarderOptions.SOURCE_TOPICS.key(),
          "names no topic",
          "write for example events: error");
    }
    topics.forEach(
        (topic, type) -> {
          String key = ForwarderOptions.SOURCE_TOPICS.key() + "." + topic;
          options.checkTopicName(key, topic);
          Optional<EventStreamType> known = EventStreamType.find(type);
          known.ifPresent(found -> typeByTopic.put(topic, found));
          if (known.isEmpty()) {
            options.problem(
                new ConfigProblem(
                    key, type, "not an event stream type", "write error, transaction or generic"));
          }
        });
    return typeByTopic;
  }

  private StartFrom startFrom() {
    Optional<StartFrom> start = StartFrom.parse(options.read(ForwarderOptions.SOURCE_START_FROM));
    if (start.isEmpty()) {
      options.problem(
          ForwarderOptions.SOURCE_START_FROM.key(),
          "not a place to start from",
          "write committed, earliest, latest or timestamp:<milliseconds since the epoch>");
    }
    return start.orElse(null);
  }

  private ForwarderConfig.Decode decode() {
    return new ForwarderConfig.Decode(
        options.read(ForwarderOptions.DECODE_MODE),
        new DecodeLimits(
            // Workers cannot read tasks that are nested deeper.
            options.between(ForwarderOptions.DECODE_MAX_DEPTH, 1, DecodeLimits.MAX_DEPTH),
            options.atLeast(ForwarderOptions.DECODE_MAX_NUMBER_LENGTH, 1),
            options.atLeast(ForwarderOptions.DECODE_MAX_STRING_LENGTH, 1)),
        options.between(ForwarderOptions.AUDIT_PARITY_SAMPLE, 0.0, 1.0));
  }

  private ForwarderConfig.Sink sink(String sourceServers, Duration checkpointInterval) {
    String servers = options.read(ForwarderOptions.DISPATCH_BOOTSTRAP_SERVERS);
    Map<String, String> properties = options.passThrough(ForwarderOptions.KAFKA_SINK_PREFIX);
    properties.put(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers == null ? sourceServers : servers);
    properties.putIfAbsent(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, DEFAULT_TRANSACTION_TIMEOUT_MS);
    checkTransactionTimeout(properties, checkpointInterval);
    return new ForwarderConfig.Sink(
        guarantee(),
        options.required(ForwarderOptions.DISPATCH_TRANSACTIONAL_ID_PREFIX),
        properties);
  }

  private DeliveryGuarantee guarantee() {
    var guarantee = options.read(ForwarderOptions.DISPATCH_GUARANTEE);
    if (guarantee == DeliveryGuarantee.NONE) {
      options.problem(
          ForwarderOptions.DISPATCH_GUARANTEE.key(),
          "tasks could be lost",
          "write exactly-once or at-least-once");
    }
    return guarantee;
  }

  private void checkTransactionTimeout(
      Map<String, String> properties, Duration checkpointInterval) {
    String key = ForwarderOptions.KAFKA_SINK_PREFIX + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;
    String remedy =
        "write several times checkpoint.interval, such as " + DEFAULT_TRANSACTION_TIMEOUT_MS;
    try {
      long timeout = Integer.parseInt(properties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
      if (timeout <= checkpointInterval.toMillis()) {
        String rule =
            "transactions would expire before the next checkpoint, after %d ms, commits them";
        options.problem(key, rule.formatted(checkpointInterval.toMillis()), remedy);
      }
    } catch (NumberFormatException e) {
      options.problem(key, "not a number of milliseconds", remedy);
    }
  }

  private DispatchSettings dispatch() {
    Map<String, String> routes = options.read(ForwarderOptions.DISPATCH_ROUTES);
    routes.forEach(
        (queue, topic) ->
            options.checkTopicName(ForwarderOptions.DISPATCH_ROUTES.key() + "." + queue, topic));
    TaskDefinition task =
        new TaskDefinition(
            options.required(ForwarderOptions.TASK_APPLICATION),
            options.required(ForwarderOptions.TASK_NAMESPACE),
            options.required(ForwarderOptions.TASK_NAME),
            options.atLeast(ForwarderOptions.TASK_PROCESSING_DEADLINE, Duration.ofSeconds(1)));
    return new DispatchSettings(
        new TaskRoutes(options.topic(ForwarderOptions.DISPATCH_TOPIC), routes),
        options.read(ForwarderOptions.DISPATCH_FORMAT),
        options.read(ForwarderOptions.TASKBROKER_PARAMETERS),
        task,
        options.read(ForwarderOptions.DISPATCH_PROVENANCE_HEADERS));
  }

  private ForwarderConfig.AuditTopics auditTopics() {
    return new ForwarderConfig.AuditTopics(
        options.optionalTopic(ForwarderOptions.FALLBACK_TOPIC),
        options.optionalTopic(ForwarderOptions.SKIPPED_TOPIC),
        options.optionalTopic(ForwarderOptions.LEDGER_TOPIC));
  }

  private ForwarderConfig.DeadLetters deadLetters() {
    return new ForwarderConfig.DeadLetters(
        options.topic(ForwarderOptions.DEAD_LETTER_TOPIC),
        options.read(ForwarderOptions.DEAD_LETTER_HEADERS),
        new FailurePolicy(
            options.between(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_RATIO, 0.0, 1.0),
            options.atLeast(ForwarderOptions.DEAD_LETTER_LIMIT_WINDOW, Duration.ofSeconds(1)),
            options.atLeast(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE, 0),
            options.read(ForwarderOptions.DEAD_LETTER_ON_LIMIT)));
  }
}
