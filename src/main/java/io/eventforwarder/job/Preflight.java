// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import io.eventforwarder.check.CheckFailedException;
import io.eventforwarder.check.CheckResult;
import io.eventforwarder.check.Checks;
import io.eventforwarder.check.ClusterState;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.UnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Checks the servers before the job is submitted. */
public final class Preflight {

  private final ForwarderConfig config;
  private final Checks checks;

  public Preflight(ForwarderConfig config) {
    this.config = config;
    this.checks =
        new Checks(
            config,
            OperatorIds.SINKS.stream()
                .map(sink -> KafkaConnectors.transactionalIdPrefix(config.sink(), sink))
                .toList(),
            Clock.systemUTC());
  }

  /**
   * Detects what would make the job fail and restart endlessly.
   *
   * @throws UnavailableException if a server cannot be reached
   * @throws CheckFailedException if the servers do not allow what is configured
   */
  public ClusterFacts check() {
    ClusterState source = checks.source();
    ClusterState dispatch = checks.dispatch();
    List<CheckResult> failures =
        checks.needed(source, dispatch).stream()
            .filter(result -> result.verdict().isFailure())
            .toList();
    if (!failures.isEmpty()) {
      throw new CheckFailedException(failures);
    }
    return new ClusterFacts(
        config.source().clusterName().orElse(source.id()),
        KafkaCluster.dispatch(config).maxRecordBytes(config.outputTopics()));
  }

  /**
   * Runs every check.
   *
   * @param writes whether to test-write a record to each output topic, in a transaction that is
   *     aborted
   * @param results receives each result at once
   */
  public void checkAll(boolean writes, Consumer<CheckResult> results) {
    checks.all(writes, results);
  }
}
