// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ConfigArguments;
import io.eventforwarder.config.ConfigProblem;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import io.eventforwarder.config.InvalidConfigException;
import io.eventforwarder.control.ControlRecord;
import io.eventforwarder.control.ControlTopic;
import io.eventforwarder.control.InvalidSwitchException;
import io.eventforwarder.control.Switch;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Gives the control commands the configured control topic, and switches by their names. */
final class ControlAccess {

  @Mixin private ConfigArguments arguments;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  private ForwarderConfig config;
  private ControlTopic topic;

  /** To be called first. */
  void load() {
    config = arguments.load();
    topic =
        ControlTopic.of(config)
            .orElseThrow(
                () ->
                    new InvalidConfigException(
                        List.of(
                            new ConfigProblem(
                                ForwarderOptions.CONTROL_TOPIC.key(),
                                null,
                                "switches need a control topic",
                                "name the compacted topic that the job is configured with"))));
  }

  ForwarderConfig config() {
    return config;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** The current switches. Prints a note to standard error if malformed records are ignored. */
  Switches read() {
    try (SwitchFeed feed = topic.open()) {
      if (feed.ignored() > 0) {
        spec.commandLine()
            .getErr()
            .printf(
                "note: %d records of %s are malformed and ignored%n", feed.ignored(), topic.name());
      }
      return feed.current();
    }
  }

  /** Writes a record and prints what it changes. */
  void write(ControlRecord record, String before, String after) {
    out().printf("%s: %s -> %s, by %s%n", record.key(), before, after, topic.write(record));
  }

  SwitchKey key(String text) {
    try {
      SwitchKey key = SwitchKey.parse(text);
      requireKnownTopic(key);
      return key;
    } catch (InvalidSwitchException e) {
      throw usage(e.getMessage());
    }
  }

  private void requireKnownTopic(SwitchKey key) {
    Set<String> known = config.source().typeByTopic().keySet();
    if (key.name() == Switch.DROP_PROJECT || key.target() == null || known.contains(key.target())) {
      return;
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    Optional<String> nearest =
        known.stream().min(Comparator.comparingInt(topic -> distance.apply(topic, key.target())));
    throw usage(
        "%s is no topic of source.topics; did you mean %s/%s?"
            .formatted(key.target(), key.name(), nearest.orElseThrow()));
  }

  ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
