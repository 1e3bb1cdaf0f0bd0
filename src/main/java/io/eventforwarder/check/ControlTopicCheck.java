// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderOptions;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;

/** The topic of the switches keeps the last of each. */
final class ControlTopicCheck implements Check {

  private final ClusterState state;

  /**
   * @param state of the topic alone
   */
  ControlTopicCheck(ClusterState state) {
    this.state = state;
  }

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
                  ForwarderOptions.CONTROL_TOPIC.key()
                      + " = '"
                      + topic.name()
                      + "': the topic has cleanup.policy="
                      + policy
                      + ", and would forget switches in time",
                  "set its cleanup.policy=compact, or name another topic"));
    }
  }
}
