// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.control.Setting;
import io.eventforwarder.control.StoredSetting;
import io.eventforwarder.control.Switch;
import io.eventforwarder.control.SwitchKey;
import io.eventforwarder.control.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The effective value of a switch for one topic or project.
 *
 * @param key of the topic or project, even if the setting is that of all topics
 * @param stored the setting that applies; empty if the configuration does
 */
record EffectiveSwitch(SwitchKey key, String configured, Optional<StoredSetting> stored) {

  static final List<Column<EffectiveSwitch>> COLUMNS =
      List.of(
          new Column<>("switch", 32, row -> row.key().toString()),
          new Column<>("value", 13, EffectiveSwitch::value),
          new Column<>("percent", 7, EffectiveSwitch::percent),
          new Column<>("configured", 13, EffectiveSwitch::configured),
          column("set_as", stored -> stored.setting().key().toString()),
          column("set_by", stored -> stored.record().toString()),
          column("set_at", stored -> DeadLetterColumns.time(stored.timestamp())));

  private static Column<EffectiveSwitch> column(
      String name, Function<StoredSetting, String> value) {
    return new Column<>(name, 24, row -> row.stored().map(value).orElse(null));
  }

  /** The effective values of all switches. */
  static List<EffectiveSwitch> all(Switches switches, ForwarderConfig config) {
    List<EffectiveSwitch> rows = new ArrayList<>();
    for (Switch name : List.of(Switch.DECODE_MODE, Switch.PAUSED)) {
      rows.addAll(of(new SwitchKey(name, null), switches, config));
    }
    switches.settings().stream()
        .filter(stored -> stored.setting().key().name() == Switch.DROP_PROJECT)
        .forEach(
            stored ->
                rows.add(
                    new EffectiveSwitch(stored.setting().key(), "false", Optional.of(stored))));
    return rows;
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

  private String value() {
    return stored.map(StoredSetting::setting).map(Setting::value).orElse(configured);
  }

  /** To the other partitions, the configuration applies. */
  private int percent() {
    return stored.map(StoredSetting::setting).map(Setting::percent).orElse(Setting.ALL);
  }
}
