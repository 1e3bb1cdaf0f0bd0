// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.decode.DecodeMode;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All switches at one moment. Immutable. A setting of a topic overrides one of all topics, which
 * overrides the configuration.
 */
public final class Switches {

  private final DecodeMode configuredMode;
  private final TreeMap<SwitchKey, Setting.Stored> settings;
  private final Set<Long> droppedProjects;

  private Switches(DecodeMode configuredMode, TreeMap<SwitchKey, Setting.Stored> settings) {
    this.configuredMode = Objects.requireNonNull(configuredMode);
    this.settings = settings;
    this.droppedProjects =
        settings.values().stream()
            .map(Setting.Stored::setting)
            .filter(setting -> setting.key().name() == Switch.DROP_PROJECT && setting.isOn())
            .map(setting -> setting.key().project())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** No switch is set. */
  public static Switches none(DecodeMode configuredMode) {
    return new Switches(configuredMode, new TreeMap<>());
  }

  Switches with(Setting.Stored setting) {
    TreeMap<SwitchKey, Setting.Stored> changed = new TreeMap<>(settings);
    changed.put(setting.setting().key(), setting);
    return new Switches(configuredMode, changed);
  }

  public Switches without(SwitchKey key) {
    TreeMap<SwitchKey, Setting.Stored> changed = new TreeMap<>(settings);
    changed.remove(key);
    return new Switches(configuredMode, changed);
  }

  /** All settings, in the order of their keys. */
  public Collection<Setting.Stored> settings() {
    return Collections.unmodifiableCollection(settings.values());
  }

  /** The setting of exactly this key. */
  public Optional<Setting.Stored> setting(SwitchKey key) {
    return Optional.ofNullable(settings.get(key));
  }

  /** The setting that applies to a topic; of a project's switch, the setting of the project. */
  public Optional<Setting.Stored> forTopic(Switch name, String topic) {
    return setting(new SwitchKey(name, topic)).or(() -> setting(SwitchKey.ofAll(name)));
  }

  /** The mode in which the records of a partition are decoded. */
  public DecodeMode decodeMode(String topic, int partition) {
    return forTopic(Switch.DECODE_MODE, topic)
        .map(Setting.Stored::setting)
        .filter(setting -> setting.includes(partition))
        .map(Setting::mode)
        .orElse(configuredMode);
  }

  /** The percentage of a topic's partitions whose records are decoded by their values alone. */
  public int valueOnlyPercent(String topic) {
    int configured = configuredMode == DecodeMode.VALUE_ONLY ? Setting.ALL : 0;
    return forTopic(Switch.DECODE_MODE, topic)
        .map(Setting.Stored::setting)
        .filter(setting -> setting.mode() != configuredMode)
        .map(setting -> Math.abs(configured - setting.percent()))
        .orElse(configured);
  }

  public boolean isPaused(String topic) {
    return pause(topic).isPresent();
  }

  /** The switch that pauses a topic. */
  public Optional<SwitchKey> pause(String topic) {
    return forTopic(Switch.PAUSED, topic)
        .map(Setting.Stored::setting)
        .filter(Setting::isOn)
        .map(Setting::key);
  }

  /**
   * Whether the project's tasks are dropped.
   *
   * @param projectId of a task, any JSON; only an integer can be dropped
   */
  public boolean isDropped(Object projectId) {
    return projectId instanceof Long && droppedProjects.contains(projectId);
  }

  /** The effective value of a key, for people. */
  public String describe(SwitchKey key) {
    return forTopic(key.name(), key.target())
        .map(stored -> stored.setting().toString())
        .orElse(key.name() == Switch.DECODE_MODE ? configuredMode + " (configured)" : "false");
  }
}
