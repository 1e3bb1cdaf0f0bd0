// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;

/** Reads the settings of the gate. */
record GateSection(OptionReader options) {

  /** Empty if the gate is off; its other keys are still checked as far as possible. */
  Optional<GateSettings> gate(Set<String> sourceTopics) {
    boolean isEnabled = options.read(ForwarderOptions.GATE_ENABLED);
    GateSettings.OffsetSemantics semantics = options.read(ForwarderOptions.GATE_OFFSET_SEMANTICS);
    GateSettings.OnBackward onBackward = options.read(ForwarderOptions.GATE_ON_BACKWARD);
    int maxHeld = options.atLeast(ForwarderOptions.GATE_MAX_HELD, 1);
    checkTopics(ForwarderOptions.GATE_COMMIT_LOG_TOPIC, sourceTopics);
    checkTopics(ForwarderOptions.GATE_GROUPS, sourceTopics);
    if (!isEnabled) {
      return Optional.empty();
    }
    Map<String, GateSettings.Followed> followed = new TreeMap<>();
    for (String topic : sourceTopics) {
      followed.put(topic, new GateSettings.Followed(commitLogTopic(topic), groups(topic)));
    }
    return Optional.of(new GateSettings(followed, semantics, onBackward, maxHeld));
  }

  /** A misspelt topic would silently get the value for all topics. */
  private void checkTopics(ConfigOption<String> option, Set<String> sourceTopics) {
    for (String topic : options.passThrough(option.key() + ".").keySet()) {
      if (!sourceTopics.contains(topic)) {
        options.problem(
            option.key() + "." + topic,
            "no such topic in source.topics",
            "write one of " + String.join(", ", sourceTopics));
      }
    }
  }

  private String commitLogTopic(String sourceTopic) {
    String name = forTopic(ForwarderOptions.GATE_COMMIT_LOG_TOPIC, sourceTopic);
    String key = ForwarderOptions.GATE_COMMIT_LOG_TOPIC.key() + "." + sourceTopic;
    if (name.isEmpty()) {
      options.problem(key, "the gate needs a commit log", "write for example snuba-commit-log");
    } else {
      options.checkTopicName(key, name);
    }
    return name;
  }

  private Set<String> groups(String sourceTopic) {
    Set<String> groups =
        Arrays.stream(forTopic(ForwarderOptions.GATE_GROUPS, sourceTopic).split(",", -1))
            .map(String::strip)
            .filter(group -> !group.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    if (groups.isEmpty()) {
      options.problem(
          ForwarderOptions.GATE_GROUPS.key() + "." + sourceTopic,
          "the gate needs consumer groups to wait for",
          "write for example snuba-consumers");
    }
    return groups;
  }

  /** The topic's own value, else the one for all topics; empty if there is neither. */
  private String forTopic(ConfigOption<String> option, String sourceTopic) {
    String own = options.text(option.key() + "." + sourceTopic);
    String value = own == null ? options.text(option.key()) : own;
    return value == null ? "" : value.strip();
  }
}
