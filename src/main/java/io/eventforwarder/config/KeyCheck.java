// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.config;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.flink.configuration.ConfigOption;

/** Rejects keys that do not exist, and keys that the job sets itself. */
record KeyCheck(OptionReader options) {

  private static final List<String> PASS_THROUGH_PREFIXES =
      List.of(
          ForwarderOptions.KAFKA_SOURCE_PREFIX,
          ForwarderOptions.KAFKA_SINK_PREFIX,
          ForwarderOptions.FLINK_PREFIX);

  /** Flink ignores the entries of such a map if the map's own key has a value. */
  private static final List<ConfigOption<?>> PLAIN_MAPS =
      List.of(ForwarderOptions.SOURCE_TOPICS, ForwarderOptions.DISPATCH_ROUTES);

  private static final List<ConfigOption<?>> MAP_OPTIONS =
      List.of(
          ForwarderOptions.SOURCE_TOPICS,
          ForwarderOptions.DISPATCH_ROUTES,
          ForwarderOptions.GATE_COMMIT_LOG_TOPIC,
          ForwarderOptions.GATE_GROUPS);

  void check() {
    for (OwnedProperty owned : OwnedProperty.ALL) {
      if (options.keys().contains(owned.key())) {
        options.problem(owned.key(), owned.reason(), owned.remedy());
      }
    }
    Set<String> known =
        ForwarderOptions.all().stream()
            .map(ConfigOption::key)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String key : options.keys()) {
      if (!known.contains(key)
          && PASS_THROUGH_PREFIXES.stream().noneMatch(key::startsWith)
          && MAP_OPTIONS.stream().noneMatch(option -> key.startsWith(option.key() + "."))) {
        options.problem(key, "there is no such key", "did you mean " + nearest(key, known) + "?");
      }
      for (ConfigOption<?> map : PLAIN_MAPS) {
        if (key.startsWith(map.key() + ".") && options.text(map.key()) != null) {
          options.problem(
              key,
              map.key() + " is set too, and would hide it",
              "write all entries in one of the two forms");
        }
      }
    }
  }

  private static String nearest(String key, Set<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance.apply(key, candidate)))
        .orElseThrow();
  }
}
