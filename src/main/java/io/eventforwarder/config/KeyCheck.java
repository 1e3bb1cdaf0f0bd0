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

  /** Flink ignores the entries of these maps if the map's own key has a value. */
  private static final List<ConfigOption<?>> PLAIN_MAPS =
      List.of(ForwarderOptions.SOURCE_TOPICS, ForwarderOptions.DISPATCH_ROUTES);

  /** Keys that start with these are properties, or entries of maps. */
  private static final List<String> PREFIXES =
      List.of(
          ForwarderOptions.KAFKA_SOURCE_PREFIX,
          ForwarderOptions.KAFKA_SINK_PREFIX,
          ForwarderOptions.FLINK_PREFIX,
          ForwarderOptions.SOURCE_TOPICS.key() + ".",
          ForwarderOptions.DISPATCH_ROUTES.key() + ".",
          ForwarderOptions.GATE_COMMIT_LOG_TOPIC.key() + ".",
          ForwarderOptions.GATE_GROUPS.key() + ".");

  /** The properties that the job sets itself: key, reason, remedy. */
  private static final String OWNED_TABLE =
      """
      kafka.source.properties.bootstrap.servers            | it has an option of its own                | use source.bootstrap-servers
      kafka.source.properties.group.id                     | it has an option of its own                | use source.group-id
      kafka.source.properties.group.instance.id            | the job is not a member of its group       | remove it
      kafka.source.properties.client.id                    | each client needs its own                  | use source.group-id, with which they start
      kafka.source.properties.client.id.prefix             | client ids start with the consumer group   | use source.group-id
      kafka.source.properties.auto.offset.reset            | the job decides where a partition starts   | use source.start-from
      kafka.source.properties.enable.auto.commit           | offsets are committed after checkpoints    | use checkpoint.interval
      kafka.source.properties.auto.commit.interval.ms      | offsets are committed after checkpoints    | use checkpoint.interval
      kafka.source.properties.commit.offsets.on.checkpoint | offsets are committed after checkpoints    | use checkpoint.interval
      kafka.source.properties.key.deserializer             | the job decodes bytes itself               | remove it
      kafka.source.properties.value.deserializer           | the job decodes bytes itself               | remove it
      kafka.sink.properties.bootstrap.servers              | it has an option of its own                | use dispatch.bootstrap-servers
      kafka.sink.properties.transactional.id               | each writer needs its own                  | use dispatch.transactional-id-prefix
      kafka.sink.properties.acks                           | the delivery guarantee needs all           | use dispatch.guarantee
      kafka.sink.properties.enable.idempotence             | it follows from the delivery guarantee     | use dispatch.guarantee
      kafka.sink.properties.transaction.two.phase.commit.enable | transactions left open would never end | remove it
      kafka.sink.properties.key.serializer                 | the job encodes bytes itself               | remove it
      kafka.sink.properties.value.serializer               | the job encodes bytes itself               | remove it
      flink.execution.checkpointing.interval               | it has an option of its own                | use checkpoint.interval
      flink.execution.checkpointing.mode                   | checkpoints are always exactly-once        | use dispatch.guarantee
      """;

  static final List<Owned> OWNED =
      OWNED_TABLE
          .lines()
          .map(line -> line.split(" *\\| *"))
          .map(cells -> new Owned(cells[0], cells[1], cells[2]))
          .toList();

  /** A property whose configured value would have no effect, or break the job. */
  record Owned(String key, String reason, String remedy) {}

  void check() {
    for (Owned owned : OWNED) {
      if (options.keys().contains(owned.key())) {
        options.problem(owned.key(), owned.reason(), owned.remedy());
      }
    }
    Set<String> known =
        ForwarderOptions.all().stream()
            .map(ConfigOption::key)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String key : options.keys()) {
      if (!known.contains(key) && PREFIXES.stream().noneMatch(key::startsWith)) {
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
