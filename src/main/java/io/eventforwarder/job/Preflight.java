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

/** Checks the servers before the job is submitted. */
public final class Preflight {

  private Preflight() {}

  /** Every check of this job. */
  public static Checks checks(ForwarderConfig config) {
    List<String> transactionalIdPrefixes =
        OperatorIds.SINKS.stream()
            .map(sink -> KafkaConnectors.transactionalIdPrefix(config.sink(), sink))
            .toList();
    return new Checks(config, transactionalIdPrefixes, Clock.systemUTC());
  }

  /**
   * Detects what would make the job fail and restart endlessly.
   *
   * @throws UnavailableException if a server cannot be reached
   * @throws CheckFailedException if the servers do not allow what is configured
   */
  static ClusterFacts check(ForwarderConfig config) {
    Checks checks = checks(config);
    ClusterState source = checks.source();
    List<CheckResult> failures = checks.failures(source, checks.dispatch());
    if (!failures.isEmpty()) {
      throw new CheckFailedException(failures);
    }
    return new ClusterFacts(
        config.source().clusterName().orElse(source.id()),
        KafkaCluster.dispatch(config).maxRecordBytes(config.outputTopics()));
  }
}
