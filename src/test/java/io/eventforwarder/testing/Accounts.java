// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import io.eventforwarder.demo.DemoTopics;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleProducer;
import io.eventforwarder.source.Coordinates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compares what was produced with the output: each record once, in the topic of its kind. */
public final class Accounts {

  /** How often each output topic has one record. */
  private static final class Seen {
    int tasks;
    int deadLetters;
    int skipped;
    int fallbacks;

    int outcomes() {
      return tasks + deadLetters + skipped;
    }
  }

  private final Map<Coordinates, SampleKind> produced = new ConcurrentHashMap<>();
  private final Map<Coordinates, Seen> seen = new HashMap<>();
  private final Map<String, Long> lastOffsets = new HashMap<>();
  private final List<String> disorder = new ArrayList<>();

  public void produced(SampleProducer.Produced record) {
    produced.put(
        new Coordinates(record.topic(), record.partition(), record.offset()), record.kind());
  }

  /** Adds the next record of an output topic's partition. */
  void seen(String outputTopic, int outputPartition, Coordinates position) {
    noteOrder(outputTopic, outputPartition, position);
    Seen record = seen.computeIfAbsent(position, key -> new Seen());
    switch (outputTopic) {
      case DemoTopics.TASKS -> record.tasks++;
      case DemoTopics.DEAD_LETTERS -> record.deadLetters++;
      case DemoTopics.SKIPPED -> record.skipped++;
      case DemoTopics.FALLBACKS -> record.fallbacks++;
      default -> throw new IllegalArgumentException("not an output topic: " + outputTopic);
    }
  }

  private void noteOrder(String outputTopic, int outputPartition, Coordinates position) {
    String lane =
        outputTopic + "-" + outputPartition + "<-" + position.topic() + "-" + position.partition();
    Long previous = lastOffsets.put(lane, position.offset());
    if (previous != null && previous >= position.offset()) {
      disorder.add(position + ": written after offset " + previous + " in " + lane);
    }
  }

  public int produced() {
    return produced.size();
  }

  /** The number of produced records that have an output. */
  public long accounted() {
    return seen.values().stream().filter(record -> record.outcomes() > 0).count();
  }

  /** One line for each record that is not exactly once in the output, in the topic of its kind. */
  public List<String> discrepancies() {
    List<String> discrepancies = new ArrayList<>(disorder);
    produced.forEach(
        (position, kind) -> {
          Seen record = seen.getOrDefault(position, new Seen());
          if (!isAsExpected(kind.outcome(), record)) {
            discrepancies.add(
                String.format(
                    "%s (%s): %d tasks, %d dead letters, %d skipped, %d fallbacks",
                    position,
                    kind,
                    record.tasks,
                    record.deadLetters,
                    record.skipped,
                    record.fallbacks));
          }
        });
    seen.keySet().stream()
        .filter(position -> !produced.containsKey(position))
        .forEach(position -> discrepancies.add(position + ": in the output but never produced"));
    return discrepancies;
  }

  private static boolean isAsExpected(SampleKind.Outcome outcome, Seen record) {
    if (record.outcomes() != 1) {
      return false;
    }
    return switch (outcome) {
      case DISPATCHED_VIA_HEADERS -> record.tasks == 1 && record.fallbacks == 0;
      case DISPATCHED_VIA_VALUE -> record.tasks == 1 && record.fallbacks == 1;
      case SKIPPED -> record.skipped == 1 && record.fallbacks == 0;
      case DEAD_LETTERED -> record.deadLetters == 1 && record.fallbacks == 1;
    };
  }
}
