// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.control.Setting;
import io.eventforwarder.control.Switch;
import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The effective value of a switch for one topic or project.
 *
 * @param key of the topic or project, even if the setting is that of all topics
 * @param stored the setting that applies; empty if the configuration does
 */
record EffectiveSwitch(SwitchKey key, String configured, Optional<Setting.Stored> stored) {

  static final List<Column<EffectiveSwitch>> COLUMNS =
      List.of(
          new Column<>("switch", 32, row -> row.key().toString()),
          new Column<>("value", 13, row -> row.get(it -> it.setting().value(), row.configured())),
          // The configuration applies to the other partitions.
          new Column<>("percent", 7, row -> row.get(it -> it.setting().percent(), Setting.ALL)),
          new Column<>("configured", 13, EffectiveSwitch::configured),
          new Column<>("set_as", 24, row -> row.get(it -> it.setting().key().toString(), null)),
          new Column<>("set_by", 24, row -> row.get(it -> it.record().toString(), null)),
          Column.time("set_at", row -> row.get(Setting.Stored::timestamp, null)));

  private <T> T get(Function<Setting.Stored, T> value, T configured) {
    return stored.map(value).orElse(configured);
  }

  /** The effective values of all switches. */
  static List<EffectiveSwitch> all(Switches switches, ForwarderConfig config) {
    Stream<SwitchKey> ofTopics =
        Stream.of(Switch.DECODE_MODE, Switch.PAUSED).map(name -> new SwitchKey(name, null));
    Stream<SwitchKey> ofProjects =
        switches.settings().stream()
            .map(stored -> stored.setting().key())
            .filter(key -> key.name() == Switch.DROP_PROJECT);
    return Stream.concat(ofTopics, ofProjects)
        .flatMap(key -> of(key, switches, config).stream())
        .toList();
  }

  /** The effective value of one switch, for each source topic if the key is that of all topics. */
  static List<EffectiveSwitch> of(SwitchKey key, Switches switches, ForwarderConfig config) {
    if (key.name() == Switch.DROP_PROJECT) {
      return List.of(new EffectiveSwitch(key, "false", switches.setting(key)));
    }
    String configured =
        key.name() == Switch.DECODE_MODE ? config.decode().mode().toString() : "false";
    return config.source().typeByTopic().keySet().stream()
        .filter(topic -> key.target() == null || key.target().equals(topic))
        .map(
            topic ->
                new EffectiveSwitch(
                    new SwitchKey(key.name(), topic),
                    configured,
                    switches.forTopic(key.name(), topic)))
        .toList();
  }
}
