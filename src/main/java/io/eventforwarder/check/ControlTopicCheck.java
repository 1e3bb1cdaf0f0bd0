// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topic of the switches keeps the last of each.
 *
 * @param state of the topic alone
 */
record ControlTopicCheck(ClusterState state) implements Check {

  @Override
  public void run(Consumer<CheckResult> results) {
    for (TopicState topic : state.topics().values()) {
      String policy =
          topic
              .setting(TopicConfig.CLEANUP_POLICY_CONFIG)
              .orElse(TopicConfig.CLEANUP_POLICY_COMPACT);
      results.accept(
          policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)
              ? CheckResult.ok("settings", topic.name() + " keeps all switches")
              : new CheckResult(
                  Verdict.WRONG_CONFIG,
                  "settings",
                  "control.topic = '%s': the topic has cleanup.policy=%s, and would delete switches"
                      .formatted(topic.name(), policy),
                  "set its cleanup.policy=compact, or name another topic"));
    }
  }
}
