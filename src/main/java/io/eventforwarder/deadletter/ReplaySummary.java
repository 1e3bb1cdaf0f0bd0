// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.deadletter.ReplayDecision.Action;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what a replay has done, or would do.
 *
 * @param sentByTopic the number of records sent to each topic
 */
public record ReplaySummary(Map<Action, Long> byAction, Map<String, Long> sentByTopic) {

  ReplaySummary() {
    this(new EnumMap<>(Action.class), new TreeMap<>());
  }

  void count(ReplayDecision decision) {
    byAction.merge(decision.action(), 1L, Long::sum);
    if (decision.record() != null) {
      sentByTopic.merge(decision.record().topic(), 1L, Long::sum);
    }
  }

  public long count(Action action) {
    return byAction.getOrDefault(action, 0L);
  }
}
