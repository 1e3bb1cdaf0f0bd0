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
import io.eventforwarder.control.Setting;
import io.eventforwarder.control.Switch;
import io.eventforwarder.control.SwitchFeed;
import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Access of the control commands to the configured control topic. */
final class ControlAccess {

  @Mixin private ConfigArguments arguments;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  ForwarderConfig config() {
    return arguments.load();
  }

  private ControlTopic topic() {
    return ControlTopic.of(config())
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

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** The current switches. Prints a note to standard error if malformed records are ignored. */
  Switches read() {
    ControlTopic topic = topic();
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
    out().printf("%s: %s -> %s, by %s%n", record.key(), before, after, topic().write(record));
  }

  /** The setting to write. */
  Setting setting(SwitchKey key, String value, Integer percent) {
    try {
      return Setting.of(key, value, percent);
    } catch (InvalidSwitchException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot set %s to '%s': %s".formatted(key, value, e.getMessage()));
    }
  }

  /** The switch with this name; its topic must be a source topic. */
  SwitchKey key(String name) throws InvalidSwitchException {
    SwitchKey key = SwitchKey.parse(name);
    String target = key.target();
    Set<String> topics = config().source().typeByTopic().keySet();
    if (key.name() == Switch.DROP_PROJECT || target == null || topics.contains(target)) {
      return key;
    }
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String nearest =
        Collections.min(topics, Comparator.comparingInt(known -> distance.apply(known, target)));
    throw new ParameterException(
        spec.commandLine(),
        "%s is no topic of source.topics; did you mean %s/%s?"
            .formatted(target, key.name(), nearest));
  }
}
