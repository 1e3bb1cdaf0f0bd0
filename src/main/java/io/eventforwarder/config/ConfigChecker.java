/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
package io.eventforwarder.config;

import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.dispatch.DispatchSettings;
import io.eventforwarder.dispatch.TaskDefinition;
import io.eventforwarder.dispatch.TaskRoutes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/** Turns values into a {@link ForwarderConfig}, collecting every problem on the way. */
final class ConfigChecker {

  /** Flink's own default, one hour, is more than brokers allow unless told to. */
  private static final String DEFAULT_TRANSACTION_TIMEOUT_MS =
      Long.toString(Duration.ofMinutes(15).toMillis());

  private static final Duration MIN_CHECKPOINT_INTERVAL = Duration.ofMillis(10);

  /** What the job sets itself, and the key that users have for it. */
  private static final Map<String, String> MANAGED_SOURCE_PROPERTIES =
      Map.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "source.bootstrap-servers",
          ConsumerConfig.GROUP_ID_CONFIG, "source.group-id",
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "source.start-from",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "checkpoint.interval");

  private static final Map<String, String> MANAGED_SINK_PROPERTIES =
      Map.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "dispatch.bootstrap-servers",
          ProducerConfig.TRANSACTIONAL_ID_CONFIG, "dispatch.transactional-id-prefix",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "dispatch.guarantee",
          ProducerConfig.ACKS_CONFIG, "dispatch.guarantee");

  private static final List<String> PASS_THROUGH_PREFIXES =
      List.of(
          ForwarderOptions.KAFKA_SOURCE_PREFIX,
          ForwarderOptions.KAFKA_SINK_PREFIX,
          ForwarderOptions.FLINK_PREFIX);

  private static final List<ConfigOption<?>> MAP_OPTIONS =
      List.of(ForwarderOptions.SOURCE_TOPICS, ForwarderOptions.DISPATCH_ROUTES);

  private final Map<String, String> values;
  private final Configuration configuration;
  private final List<ConfigProblem> problems;

  ConfigChecker(ConfigValues values) {
    this.values = values.values();
    this.configuration = Configuration.fromMap(this.values);
    this.problems = new ArrayList<>(values.problems());
  }

  ForwarderConfig check() {
    checkKeys();
    ForwarderConfig.Source source = source();
    DecodeLimits limits = decodeLimits();
    Duration checkpointInterval =
        atLeast(ForwarderOptions.CHECKPOINT_INTERVAL, MIN_CHECKPOINT_INTERVAL, "write 1 s");
    ForwarderConfig.Sink sink = sink(source.bootstrapServers(), checkpointInterval);
    ForwarderConfig config =
        new ForwarderConfig(
            source,
            read(ForwarderOptions.DECODE_MODE),
            limits,
            sink,
            dispatch(),
            topic(ForwarderOptions.DEAD_LETTER_TOPIC),
            read(ForwarderOptions.DEAD_LETTER_HEADERS),
            failurePolicy(),
            optionalTopic(ForwarderOptions.FALLBACK_TOPIC),
            optionalTopic(ForwarderOptions.SKIPPED_TOPIC),
            optionalTopic(ForwarderOptions.LEDGER_TOPIC),
            checkpointInterval,
            passThrough(ForwarderOptions.FLINK_PREFIX));
    checkTopicsApart(config);
    checkLedgerApart(config);
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return config;
  }

  // ---- Keys.

  private void checkKeys() {
    Set<String> known =
        ForwarderOptions.all().stream()
            .map(ConfigOption::key)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = entry.getKey();
      if (!known.contains(key)
          && PASS_THROUGH_PREFIXES.stream().noneMatch(key::startsWith)
          && MAP_OPTIONS.stream().noneMatch(option -> key.startsWith(option.key() + "."))) {
        problem(key, "there is no such key", "did you mean " + nearest(key, known) + "?");
      }
    }
  }

  private static String nearest(String key, Set<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance.apply(key, candidate)))
        .orElseThrow();
  }

  // ---- Parts.

  private ForwarderConfig.Source source() {
    String bootstrapServers = required(ForwarderOptions.SOURCE_BOOTSTRAP_SERVERS, "host:9092");
    Map<String, String> properties = passThrough(ForwarderOptions.KAFKA_SOURCE_PREFIX);
    refuseManaged(ForwarderOptions.KAFKA_SOURCE_PREFIX, properties, MANAGED_SOURCE_PROPERTIES);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return new ForwarderConfig.Source(
        bootstrapServers,
        typeByTopic(),
        required(ForwarderOptions.SOURCE_GROUP_ID, "post-process-forwarder"),
        startFrom(),
        read(ForwarderOptions.SOURCE_ON_GAP),
        Optional.ofNullable(read(ForwarderOptions.SOURCE_CLUSTER_NAME)),
        properties);
  }

  private Map<String, EventStreamType> typeByTopic() {
    Map<String, EventStreamType> typeByTopic = new TreeMap<>();
    Map<String, String> topics = read(ForwarderOptions.SOURCE_TOPICS);
    if (topics.isEmpty()) {
      problem(
          ForwarderOptions.SOURCE_TOPICS.key(),
          "names no topic",
          "write for example events: error");
    }
    topics.forEach(
        (topic, type) -> {
          String key = ForwarderOptions.SOURCE_TOPICS.key() + "." + topic;
          checkTopicName(key, topic);
          Optional<EventStreamType> known =
              Arrays.stream(EventStreamType.values())
                  .filter(candidate -> candidate.toString().equals(type))
                  .findFirst();
          if (known.isPresent()) {
            typeByTopic.put(topic, known.get());
          } else {
            problems.add(
                new ConfigProblem(
                    key, type, "not an event stream type", "write error, transaction or generic"));
          }
        });
    return typeByTopic;
  }

  private StartFrom startFrom() {
    String text = read(ForwarderOptions.SOURCE_START_FROM);
    return StartFrom.parse(text)
        .orElseGet(
            () -> {
              problem(
                  ForwarderOptions.SOURCE_START_FROM.key(),
                  "not a place to start from",
                  "write committed, earliest, latest or timestamp:<milliseconds since the epoch>");
              return null;
            });
  }

  private DecodeLimits decodeLimits() {
    int maxDepth = atLeastOne(ForwarderOptions.DECODE_MAX_DEPTH);
    if (maxDepth > DecodeLimits.MAX_DEPTH) {
      problem(
          ForwarderOptions.DECODE_MAX_DEPTH.key(),
          "more levels than any reader of the tasks goes down",
          "write 1 to " + DecodeLimits.MAX_DEPTH);
      maxDepth = DecodeLimits.MAX_DEPTH;
    }
    return new DecodeLimits(
        maxDepth,
        atLeastOne(ForwarderOptions.DECODE_MAX_NUMBER_LENGTH),
        atLeastOne(ForwarderOptions.DECODE_MAX_STRING_LENGTH));
  }

  private ForwarderConfig.Sink sink(String sourceServers, Duration checkpointInterval) {
    String servers = read(ForwarderOptions.DISPATCH_BOOTSTRAP_SERVERS);
    Map<String, String> properties = passThrough(ForwarderOptions.KAFKA_SINK_PREFIX);
    refuseManaged(ForwarderOptions.KAFKA_SINK_PREFIX, properties, MANAGED_SINK_PROPERTIES);
    properties.put(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers == null ? sourceServers : servers);
    properties.putIfAbsent(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, DEFAULT_TRANSACTION_TIMEOUT_MS);
    checkTransactionTimeout(properties, checkpointInterval);
    return new ForwarderConfig.Sink(
        properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG),
        guarantee(),
        required(ForwarderOptions.DISPATCH_TRANSACTIONAL_ID_PREFIX, "post-process-forwarder"),
        properties);
  }

  private DeliveryGuarantee guarantee() {
    var guarantee = read(ForwarderOptions.DISPATCH_GUARANTEE);
    if (guarantee == DeliveryGuarantee.NONE) {
      problem(
          ForwarderOptions.DISPATCH_GUARANTEE.key(),
          "a forwarder must not lose tasks",
          "write exactly-once or at-least-once");
    }
    return guarantee;
  }

  private void checkTransactionTimeout(
      Map<String, String> properties, Duration checkpointInterval) {
    String text = properties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    String key = ForwarderOptions.KAFKA_SINK_PREFIX + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;
    try {
      if (Integer.parseInt(text) <= checkpointInterval.toMillis()) {
        problem(
            key,
            "transactions would expire before the next checkpoint, "
                + checkpointInterval.toMillis()
                + " ms away, commits them",
            "write several times checkpoint.interval, for example "
                + DEFAULT_TRANSACTION_TIMEOUT_MS);
      }
    } catch (NumberFormatException e) {
      problem(key, "not a number of milliseconds", "write " + DEFAULT_TRANSACTION_TIMEOUT_MS);
    }
  }

  private DispatchSettings dispatch() {
    Map<String, String> routes = read(ForwarderOptions.DISPATCH_ROUTES);
    routes.forEach(
        (queue, topic) ->
            checkTopicName(ForwarderOptions.DISPATCH_ROUTES.key() + "." + queue, topic));
    TaskDefinition task =
        new TaskDefinition(
            required(ForwarderOptions.TASK_APPLICATION, "sentry"),
            required(ForwarderOptions.TASK_NAMESPACE, "ingest.errors.postprocess"),
            required(ForwarderOptions.TASK_NAME, ForwarderOptions.TASK_NAME.defaultValue()),
            atLeast(
                ForwarderOptions.TASK_PROCESSING_DEADLINE, Duration.ofSeconds(1), "write 120 s"));
    return new DispatchSettings(
        new TaskRoutes(topic(ForwarderOptions.DISPATCH_TOPIC), routes),
        read(ForwarderOptions.DISPATCH_FORMAT),
        read(ForwarderOptions.TASKBROKER_PARAMETERS),
        task,
        read(ForwarderOptions.DISPATCH_PROVENANCE_HEADERS));
  }

  private FailurePolicy failurePolicy() {
    double maxRatio = read(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_RATIO);
    if (!(maxRatio >= 0 && maxRatio <= 1)) {
      problem(
          ForwarderOptions.DEAD_LETTER_LIMIT_MAX_RATIO.key(),
          "not a share",
          "write a number from 0 to 1; 1 is no limit");
    }
    int maxConsecutive = read(ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE);
    if (maxConsecutive < 0) {
      problem(
          ForwarderOptions.DEAD_LETTER_LIMIT_MAX_CONSECUTIVE.key(),
          "must not be negative",
          "write 0 for no limit");
    }
    return new FailurePolicy(
        maxRatio,
        atLeast(ForwarderOptions.DEAD_LETTER_LIMIT_WINDOW, Duration.ofSeconds(1), "write 1 min"),
        maxConsecutive,
        read(ForwarderOptions.DEAD_LETTER_ON_LIMIT));
  }

  /** A topic that the job both reads and writes would feed it for ever. */
  private void checkTopicsApart(ForwarderConfig config) {
    if (!config.source().bootstrapServers().equals(config.sink().bootstrapServers())) {
      return;
    }
    for (String topic : config.outputTopics()) {
      if (config.source().typeByTopic().containsKey(topic)) {
        problems.add(
            new ConfigProblem(
                ForwarderOptions.SOURCE_TOPICS.key(),
                topic,
                "the job also writes this topic and would read its own output",
                "give the output another topic"));
      }
    }
  }

  /** An audit reads the ledger's topic as rows, all of it. */
  private void checkLedgerApart(ForwarderConfig config) {
    Set<String> others = new TreeSet<>(config.dispatch().routes().topics());
    others.add(config.deadLetterTopic());
    config.fallbackTopic().ifPresent(others::add);
    config.skippedTopic().ifPresent(others::add);
    if (config.ledgerTopic().filter(others::contains).isPresent()) {
      problem(
          ForwarderOptions.LEDGER_TOPIC.key(),
          "another output goes to this topic",
          "give the ledger a topic of its own");
    }
  }

  // ---- Values.

  /**
   * The option's value, or its default where the value is of the wrong type, with a problem noted.
   */
  private <T> T read(ConfigOption<T> option) {
    try {
      return configuration.get(option);
    } catch (IllegalArgumentException e) {
      problem(option.key(), "not what this key takes", remedy(option.defaultValue()));
      return option.defaultValue();
    }
  }

  /** Options that take text accept anything, so only these types can be missed. */
  private static String remedy(Object defaultValue) {
    if (defaultValue instanceof Duration) {
      return "write a duration such as 500 ms, 1 s or 2 min";
    }
    if (defaultValue instanceof Enum<?> value) {
      return Arrays.stream(value.getDeclaringClass().getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "write one of ", ""));
    }
    if (defaultValue instanceof Boolean) {
      return "write true or false";
    }
    if (defaultValue instanceof Double) {
      return "write a number such as 0.5";
    }
    return defaultValue instanceof Map
        ? "write key: value pairs, on the command line key:value,key:value"
        : "write a whole number, at most " + Integer.MAX_VALUE;
  }

  private String required(ConfigOption<String> option, String example) {
    String value = read(option);
    if (value == null || value.isBlank()) {
      problem(option.key(), "a value is required", "write for example " + example);
      return "";
    }
    return value;
  }

  private int atLeastOne(ConfigOption<Integer> option) {
    int value = read(option);
    if (value < 1) {
      problem(option.key(), "must be at least 1", "the default is " + option.defaultValue());
      return option.defaultValue();
    }
    return value;
  }

  private Duration atLeast(ConfigOption<Duration> option, Duration minimum, String remedy) {
    Duration value = read(option);
    if (value.compareTo(minimum) < 0) {
      problem(option.key(), "must be at least " + minimum.toMillis() + " ms", remedy);
    }
    return value;
  }

  private String topic(ConfigOption<String> option) {
    String topic = required(option, option.defaultValue());
    if (!topic.isEmpty()) {
      checkTopicName(option.key(), topic);
    }
    return topic;
  }

  private Optional<String> optionalTopic(ConfigOption<String> option) {
    Optional<String> topic = Optional.ofNullable(read(option));
    topic.ifPresent(name -> checkTopicName(option.key(), name));
    return topic;
  }

  private void checkTopicName(String key, String topic) {
    try {
      Topic.validate(topic);
    } catch (InvalidTopicException e) {
      problems.add(
          new ConfigProblem(
              key,
              topic,
              "not a topic's name",
              "use letters, digits, '.', '_' and '-', 249 at most"));
    }
  }

  private Map<String, String> passThrough(String prefix) {
    Map<String, String> properties = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          }
        });
    return properties;
  }

  private void refuseManaged(
      String prefix, Map<String, String> properties, Map<String, String> managed) {
    managed.forEach(
        (property, key) -> {
          if (properties.containsKey(property)) {
            problem(prefix + property, "the forwarder sets this itself", "use " + key);
          }
        });
  }

  private void problem(String key, String rule, String remedy) {
    String value = values.get(key);
    problems.add(
        new ConfigProblem(key, isSecret(key) && value != null ? "***" : value, rule, remedy));
  }

  private static boolean isSecret(String key) {
    return GlobalConfiguration.isSensitive(key) || key.contains("jaas");
  }
}
