// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/** Reads single options and collects the problems with their values. */
final class OptionReader {

  private final Map<String, String> values;
  private final Configuration configuration;
  private final List<ConfigProblem> problems;

  OptionReader(ConfigValues values) {
    this.values = values.values();
    this.configuration = Configuration.fromMap(this.values);
    this.problems = new ArrayList<>(values.problems());
  }

  Set<String> keys() {
    return values.keySet();
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  /** The option's value. A value of the wrong type is reported and replaced by the default. */
  <T> T read(ConfigOption<T> option) {
    try {
      return configuration.get(option);
    } catch (IllegalArgumentException e) {
      problem(option.key(), "not a valid value", remedy(option.defaultValue()));
      return option.defaultValue();
    }
  }

  /** Covers all types but text, which accepts every value. */
  private static String remedy(Object defaultValue) {
    if (defaultValue instanceof Duration) {
      return "write a duration such as 500 ms, 1 s or 2 min";
    }
    if (defaultValue instanceof Enum<?> value) {
      return Arrays.stream(value.getDeclaringClass().getEnumConstants())
          .map(OptionReader::spelling)
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

  /** How a choice is written. */
  static String spelling(Object choice) {
    return choice.toString().toLowerCase(Locale.ROOT);
  }

  String required(ConfigOption<String> option) {
    String value = read(option);
    if (value == null || value.isBlank()) {
      String example = option.hasDefaultValue() ? option.defaultValue() : "host:9092";
      problem(option.key(), "a value is required", "write for example " + example);
      return "";
    }
    return value;
  }

  <T extends Comparable<T>> T atLeast(ConfigOption<T> option, T minimum) {
    T value = read(option);
    return check(option, value, value.compareTo(minimum) >= 0, "must be at least " + text(minimum));
  }

  <T extends Comparable<T>> T between(ConfigOption<T> option, T minimum, T maximum) {
    T value = read(option);
    return check(
        option,
        value,
        value.compareTo(minimum) >= 0 && value.compareTo(maximum) <= 0,
        "must be from " + minimum + " to " + maximum);
  }

  private <T> T check(ConfigOption<T> option, T value, boolean isValid, String rule) {
    if (isValid) {
      return value;
    }
    problem(option.key(), rule, "the default is " + text(option.defaultValue()));
    return option.defaultValue();
  }

  private static String text(Object value) {
    return value instanceof Duration duration
        ? TimeUtils.formatWithHighestUnit(duration)
        : value.toString();
  }

  String topic(ConfigOption<String> option) {
    String topic = required(option);
    if (!topic.isEmpty()) {
      checkTopicName(option.key(), topic);
    }
    return topic;
  }

  Optional<String> optionalTopic(ConfigOption<String> option) {
    Optional<String> topic = Optional.ofNullable(read(option));
    topic.ifPresent(name -> checkTopicName(option.key(), name));
    return topic;
  }

  void checkTopicName(String key, String topic) {
    try {
      Topic.validate(topic);
    } catch (InvalidTopicException e) {
      problem(
          new ConfigProblem(
              key,
              topic,
              "not a valid topic name",
              "use letters, digits, '.', '_' and '-', 249 at most"));
    }
  }

  /** The key's text, or null if it is not set. */
  String text(String key) {
    return values.get(key);
  }

  /** The properties whose keys have the prefix, without it. */
  Map<String, String> passThrough(String prefix) {
    Map<String, String> properties = new RedactedMap();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          }
        });
    return properties;
  }

  /** Reports a problem with the key's value. */
  void problem(String key, String rule, String remedy) {
    problems.add(new ConfigProblem(key, RedactedMap.redact(key, values.get(key)), rule, remedy));
  }

  /** Reports a problem with a part of a value. */
  void problem(ConfigProblem problem) {
    problems.add(problem);
  }
}
