// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;

/** A transaction lives until a checkpoint commits it, however many fail before. */
record TransactionTimeoutCheck(ForwarderConfig config, ClusterState dispatch) implements Check {

  private static final String CHECK = "transaction timeout";
  private static final String SETTING = "kafka.sink.properties.transaction.timeout.ms = '%d': ";

  @Override
  public void run(Consumer<CheckResult> results) {
    long timeout = config.sink().transactionTimeout().toMillis();
    OptionalLong maximum = dispatch.transactionMaxTimeoutMs();
    if (maximum.isPresent() && timeout > maximum.getAsLong()) {
      results.accept(
          new CheckResult(
              Verdict.WRONG_CONFIG,
              CHECK,
              (SETTING + "the brokers allow at most %d").formatted(timeout, maximum.getAsLong()),
              "lower it, or raise the brokers' " + ClusterState.TRANSACTION_MAX_TIMEOUT));
      return;
    }
    Configuration flink = Configuration.fromMap(config.job().flinkProperties());
    int checkpoints = flink.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER) + 1;
    Duration longest =
        config
            .job()
            .checkpointInterval()
            .plus(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT))
            .multipliedBy(checkpoints);
    String facts =
        "%d ms; the brokers allow %s; %d checkpoints in a row may take %d ms"
            .formatted(
                timeout,
                maximum.isPresent() ? maximum.getAsLong() + " ms" : "an unknown maximum",
                checkpoints,
                longest.toMillis());
    results.accept(
        timeout >= longest.toMillis()
            ? CheckResult.ok(CHECK, facts)
            : CheckResult.warn(
                CHECK,
                SETTING.formatted(timeout) + facts + ", so a transaction may expire before",
                "raise it, or lower flink.execution.checkpointing.timeout or"
                    + " flink.execution.checkpointing.tolerable-failed-checkpoints"));
  }
}
