// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Who reads what is not final. The consumers of our output cannot be seen from here: advice only.
 */
final class IsolationCheck implements Check {

  private static final String CHECK = "isolation";

  private final ForwarderConfig config;

  IsolationCheck(ForwarderConfig config) {
    this.config = config;
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    String isolation = config.source().kafkaProperties().get(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
    if ("read_uncommitted".equals(isolation)) {
      results.accept(
          CheckResult.warn(
              CHECK,
              ForwarderOptions.KAFKA_SOURCE_PREFIX
                  + "isolation.level = 'read_uncommitted': records of aborted transactions become tasks",
              "leave it out"));
    }
    String topics = String.join(", ", config.dispatch().routes().topics());
    results.accept(
        config.sink().isExactlyOnce()
            ? CheckResult.ok(
                CHECK,
                "consumers of "
                    + topics
                    + " must set isolation.level=read_committed: others see tasks twice after a failure")
            : CheckResult.ok(
                CHECK,
                "at-least-once: consumers of " + topics + " must tell repetitions by task id"));
  }
}
