// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.ForwarderOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;

/**
 * No other job uses our transactional ids: two jobs with the same ids fence each other. A young
 * transaction is that of a job that runs, an old one was left behind.
 */
final class PrefixCheck implements Check {

  private static final String CHECK = "transactional ids";

  private final ClusterState dispatch;
  private final String prefix;
  private final List<String> sinkPrefixes;
  private final Duration young;
  private final Clock clock;

  /**
   * @param sinkPrefixes how the ids of the job's sinks start
   */
  PrefixCheck(
      ForwarderConfig config,
      ClusterState dispatch,
      Collection<String> sinkPrefixes,
      Duration young,
      Clock clock) {
    this.dispatch = dispatch;
    this.prefix = config.sink().transactionalIdPrefix();
    this.sinkPrefixes = List.copyOf(sinkPrefixes);
    this.young = young;
    this.clock = clock;
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    results.accept(dispatch.cluster().ask(this::look));
  }

  private CheckResult look(Admin admin) throws ExecutionException {
    Optional<Map.Entry<String, TransactionDescription>> youngest =
        OpenTransactions.of(admin).entrySet().stream()
            .filter(open -> sinkPrefixes.stream().anyMatch(open.getKey()::startsWith))
            .max(
                Comparator.comparingLong(
                    open -> open.getValue().transactionStartTimeMs().getAsLong()));
    if (youngest.isEmpty()) {
      return CheckResult.ok(CHECK, "no transaction is open under " + prefix);
    }
    String id = youngest.get().getKey();
    long ageMs = clock.millis() - youngest.get().getValue().transactionStartTimeMs().getAsLong();
    String facts =
        ForwarderOptions.DISPATCH_TRANSACTIONAL_ID_PREFIX.key()
            + " = '"
            + prefix
            + "': transaction "
            + id
            + " was begun "
            + ageMs / 1000
            + " s ago";
    if (ageMs <= young.toMillis()) {
      return new CheckResult(
          Verdict.CONFLICT,
          CHECK,
          facts + ", so a job runs with this prefix",
          "stop that job before this one starts, or give one of them another prefix");
    }
    return CheckResult.warn(
        CHECK,
        facts + " and left open",
        "the job aborts it when it starts, and the brokers do after its timeout");
  }
}
