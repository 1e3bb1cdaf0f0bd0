// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerConfig;

/** A transaction lives until the checkpoint that commits it, and through those that fail before. */
final class TransactionTimeoutCheck implements Check {

  private static final String CHECK = "transaction timeout";
  private static final String KEY =
      ForwarderOptions.KAFKA_SINK_PREFIX + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;

  private final ForwarderConfig config;
  private final ClusterState dispatch;

  TransactionTimeoutCheck(ForwarderConfig config, ClusterState dispatch) {
    this.config = config;
    this.dispatch = dispatch;
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    long timeout =
        Long.parseLong(
            config.sink().kafkaProperties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
    OptionalLong maximum = dispatch.transactionMaxTimeoutMs();
    if (maximum.isPresent() && timeout > maximum.getAsLong()) {
      results.accept(
          new CheckResult(
              Verdict.WRONG_CONFIG,
              CHECK,
              KEY + " = '" + timeout + "': the brokers allow at most " + maximum.getAsLong(),
              "lower it, or raise the brokers' " + ClusterState.TRANSACTION_MAX_TIMEOUT));
      return;
    }
    Configuration flink = Configuration.fromMap(config.flinkProperties());
    int failures = flink.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER);
    Duration checkpoint =
        config.checkpointInterval().plus(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT));
    long longest = checkpoint.toMillis() * (failures + 1L);
    String facts =
        timeout
            + " ms; the brokers allow "
            + (maximum.isPresent() ? maximum.getAsLong() + " ms" : "what they do not tell")
            + "; "
            + (failures + 1)
            + " checkpoints in a row may take "
            + longest
            + " ms";
    results.accept(
        timeout >= longest
            ? CheckResult.ok(CHECK, facts)
            : CheckResult.warn(
                CHECK,
                KEY + " = '" + timeout + "': " + facts + ", and what they hold may expire before",
                "raise it, or lower flink.execution.checkpointing.timeout or"
                    + " flink.execution.checkpointing.tolerable-failed-checkpoints"));
  }
}
