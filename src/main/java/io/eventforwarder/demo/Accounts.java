// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.demo;

import io.eventforwarder.source.Coordinates;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was produced against what came out: each record must appear once, where its kind belongs.
 */
public final class Accounts {

  /** What the output topics say of one record. */
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

  /** Notes the next record of an output topic's partition. */
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
      disorder.add(position + ": came out after offset " + previous + " in " + lane);
    }
  }

  public int produced() {
    return produced.size();
  }

  /** Produced records that have come out at least once. */
  public long accounted() {
    return seen.values().stream().filter(record -> record.outcomes() > 0).count();
  }

  /** How many records of a source topic took each outcome. */
  public Map<SampleKind.Outcome, Long> outcomes(String topic) {
    Map<SampleKind.Outcome, Long> outcomes = new EnumMap<>(SampleKind.Outcome.class);
    for (SampleKind.Outcome outcome : SampleKind.Outcome.values()) {
      outcomes.put(outcome, 0L);
    }
    seen.forEach(
        (position, record) -> {
          if (position.topic().equals(topic)) {
            boolean viaValue = record.fallbacks > 0;
            outcomes.merge(
                viaValue
                    ? SampleKind.Outcome.DISPATCHED_VIA_VALUE
                    : SampleKind.Outcome.DISPATCHED_VIA_HEADERS,
                (long) record.tasks,
                Long::sum);
            outcomes.merge(SampleKind.Outcome.SKIPPED, (long) record.skipped, Long::sum);
            outcomes.merge(SampleKind.Outcome.DEAD_LETTERED, (long) record.deadLetters, Long::sum);
          }
        });
    return outcomes;
  }

  long produced(String topic) {
    return produced.keySet().stream().filter(position -> position.topic().equals(topic)).count();
  }

  /**
   * One line for each record that did not come out exactly once where it belongs; empty if all did.
   */
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
                    kind.description(),
                    record.tasks,
                    record.deadLetters,
                    record.skipped,
                    record.fallbacks));
          }
        });
    seen.keySet().stream()
        .filter(position -> !produced.containsKey(position))
        .forEach(position -> discrepancies.add(position + ": came out but was never produced"));
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
