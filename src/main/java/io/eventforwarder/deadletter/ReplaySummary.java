// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.deadletter;

import io.eventforwarder.deadletter.ReplayDecision.Action;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a replay has done, or would do. */
public final class ReplaySummary {

  private final Map<Action, Long> byAction = new EnumMap<>(Action.class);
  private final Map<String, Long> sentByTopic = new TreeMap<>();
  private long replayedBefore;

  void count(ReplayDecision decision) {
    byAction.merge(decision.action(), 1L, Long::sum);
    if (decision.record() != null) {
      sentByTopic.merge(decision.record().topic(), 1L, Long::sum);
    }
  }

  void countReplayedBefore() {
    replayedBefore++;
  }

  public long count(Action action) {
    return byAction.getOrDefault(action, 0L);
  }

  /** The number of records sent to each topic. */
  public Map<String, Long> sentByTopic() {
    return sentByTopic;
  }

  /** The number of selected dead letters that an earlier run had replayed. */
  public long replayedBefore() {
    return replayedBefore;
  }
}
