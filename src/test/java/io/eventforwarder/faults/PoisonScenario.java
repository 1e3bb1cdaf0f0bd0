// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.faults;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One way to run the forwarder. Format, guarantee and gate are crossed in full, and the eight
 * scenarios together have every pair of values of any two settings.
 *
 * @param provenance whether tasks have provenance headers, without which nothing can be audited
 * @param ownTime whether the task topic and the dead-letter topic stamp records themselves; the
 *     scenarios with it also compare headers with values, and write both styles of dead letter
 */
record PoisonScenario(
    int number,
    boolean json,
    boolean atLeastOnce,
    boolean gated,
    boolean provenance,
    boolean valueOnly,
    boolean chained,
    boolean ownTime) {

  /** Largest record that the task topic takes, much smaller than the source's. */
  static final int TASK_BYTES = 64 << 10;

  static final int ROUTED_TASK_BYTES = 20_000;
  static final int DEAD_LETTER_BYTES = 40_000;
  static final int SOURCE_BYTES = 3_000_000;

  /** Tasks of this queue have a topic of their own. */
  static final String ROUTED_QUEUE = "post_process_issue_platform";

  static final int PARTITIONS = 2;

  /** One for each format and guarantee. */
  private static final Set<Integer> AUDITABLE = Set.of(2, 4, 5, 7);

  static List<PoisonScenario> all() {
    return IntStream.range(0, 8).mapToObj(PoisonScenario::of).toList();
  }

  private static PoisonScenario of(int number) {
    boolean json = (number & 1) != 0;
    boolean atLeastOnce = (number & 2) != 0;
    boolean gated = (number & 4) != 0;
    return new PoisonScenario(
        number,
        json,
        atLeastOnce,
        gated,
        AUDITABLE.contains(number),
        json ^ gated,
        atLeastOnce == gated,
        json ^ atLeastOnce ^ gated);
  }

  /** The largest record that the topic of a queue's tasks takes. */
  static int taskBytes(String queue) {
    return queue.equals(ROUTED_QUEUE) ? ROUTED_TASK_BYTES : TASK_BYTES;
  }

  @Override
  public String toString() {
    return String.join(
        ", ",
        "scenario " + number,
        json ? "json" : "taskbroker",
        atLeastOnce ? "at-least-once" : "exactly-once",
        gated ? "gate" : "no gate",
        provenance ? "provenance headers" : "no provenance headers",
        valueOnly ? "value-only" : "headers-first",
        chained ? "chained" : "not chained",
        ownTime ? "LogAppendTime" : "CreateTime");
  }
}
