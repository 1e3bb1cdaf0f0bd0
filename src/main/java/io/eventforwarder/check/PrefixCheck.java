// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.TransactionDescription;

/**
 * No other job uses our transactional ids, since two jobs with the same ids fence each other. A
 * young transaction belongs to a running job, an old one was left open.
 *
 * @param prefix as configured
 * @param sinkPrefixes prefixes of the ids of the job's sinks
 */
record PrefixCheck(
    ClusterState dispatch,
    String prefix,
    Collection<String> sinkPrefixes,
    Duration young,
    Clock clock)
    implements Check {

  private static final String CHECK = "transactional ids";

  @Override
  public void run(Consumer<CheckResult> results) {
    Map<String, TransactionDescription> open = dispatch.cluster().ask(OpenTransactions::of);
    results.accept(
        open.keySet().stream()
            .filter(id -> sinkPrefixes.stream().anyMatch(id::startsWith))
            .max(Comparator.comparingLong(id -> startMs(open.get(id))))
            .map(youngest -> judge(youngest, clock.millis() - startMs(open.get(youngest))))
            .orElseGet(() -> CheckResult.ok(CHECK, "no transaction is open under " + prefix)));
  }

  private static long startMs(TransactionDescription transaction) {
    return transaction.transactionStartTimeMs().getAsLong();
  }

  private CheckResult judge(String id, long ageMs) {
    String facts =
        "dispatch.transactional-id-prefix = '%s': transaction %s was started %d s ago"
            .formatted(prefix, id, ageMs / 1000);
    return ageMs <= young.toMillis()
        ? new CheckResult(
            Verdict.CONFLICT,
            CHECK,
            facts + ", so a job runs with this prefix",
            "stop that job before this one starts, or give one of them another prefix")
        : CheckResult.warn(
            CHECK,
            facts + " and left open",
            "the job aborts it when it starts, or the brokers after its timeout");
  }
}
