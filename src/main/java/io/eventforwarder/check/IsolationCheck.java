// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import java.util.function.Consumer;

/**
 * Nobody reads records of transactions that may still be aborted. The consumers of our output are
 * not visible from here, so this is advice only.
 */
record IsolationCheck(ForwarderConfig config) implements Check {

  private static final String CHECK = "isolation";

  @Override
  public void run(Consumer<CheckResult> results) {
    if ("read_uncommitted".equals(config.source().kafkaProperties().get("isolation.level"))) {
      results.accept(
          CheckResult.warn(
              CHECK,
              "kafka.source.properties.isolation.level = 'read_uncommitted': records of aborted"
                  + " transactions become tasks",
              "remove it"));
    }
    String advice =
        config.sink().isExactlyOnce()
            ? "consumers of %s must set isolation.level=read_committed, or they see tasks twice after a failure"
            : "at-least-once: consumers of %s must detect repeated tasks by their ids";
    String topics = String.join(", ", config.dispatch().routes().topics());
    results.accept(CheckResult.ok(CHECK, advice.formatted(topics)));
  }
}
