// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.audit.PartitionTotals;
import io.eventforwarder.demo.SampleKind.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Numbers of records by source topic and outcome. */
final class Outcomes {

  private record Cell(String topic, Outcome outcome) {}

  private final Map<Cell, Long> records = new ConcurrentHashMap<>();

  static Outcomes of(Collection<PartitionTotals> partitions) {
    Outcomes outcomes = new Outcomes();
    for (PartitionTotals totals : partitions) {
      String topic = totals.partition().topic();
      outcomes.add(topic, Outcome.DISPATCHED_VIA_HEADERS, totals.outcomes().viaHeaders());
      outcomes.add(topic, Outcome.DISPATCHED_VIA_VALUE, totals.outcomes().viaValue());
      outcomes.add(topic, Outcome.SKIPPED, totals.outcomes().skipped());
      outcomes.add(topic, Outcome.DEAD_LETTERED, totals.outcomes().deadLettered());
    }
    return outcomes;
  }

  void add(String topic, Outcome outcome, long more) {
    records.merge(new Cell(topic, outcome), more, Long::sum);
  }

  long of(String topic, Outcome outcome) {
    return records.getOrDefault(new Cell(topic, outcome), 0L);
  }

  long of(String topic) {
    return Stream.of(Outcome.values()).mapToLong(outcome -> of(topic, outcome)).sum();
  }

  /** One line for each number that differs. */
  List<String> differences(Outcomes expected) {
    List<String> differences = new ArrayList<>();
    for (String topic : DemoTopics.sources().keySet()) {
      for (Outcome outcome : Outcome.values()) {
        if (of(topic, outcome) != expected.of(topic, outcome)) {
          differences.add(
              "%s, %s: %,d records, expected %,d"
                  .formatted(topic, outcome, of(topic, outcome), expected.of(topic, outcome)));
        }
      }
    }
    return differences;
  }
}
