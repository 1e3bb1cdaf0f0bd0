// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.check.CheckResult.Verdict;
import io.eventforwarder.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Checks the open transactions of a cluster, as far as our principal may see them.
 *
 * @param patience how long a transaction may be open
 */
record OpenTransactions(ClusterState state, Duration patience, Clock clock) {

  private static final String READERS = "open transactions";
  private static final String IDS = "transactional ids";

  private static final List<TransactionState> OPEN =
      List.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT);

  /**
   * No other job uses our transactional ids, since two jobs with the same ids fence each other. A
   * young transaction belongs to a running job, an old one was left open.
   *
   * @param prefix as configured
   * @param sinkPrefixes prefixes of the ids of the job's sinks
   */
  void checkIds(String prefix, Collection<String> sinkPrefixes, Findings findings) {
    Map<String, Long> startTimes = new HashMap<>();
    state
        .cluster()
        .ask(OpenTransactions::describe)
        .forEach((id, open) -> startTimes.put(id, open.transactionStartTimeMs().getAsLong()));
    startTimes.keySet().removeIf(id -> sinkPrefixes.stream().noneMatch(id::startsWith));
    if (startTimes.isEmpty()) {
      findings.ok(IDS, "no transaction is open under " + prefix);
      return;
    }
    var youngest = Collections.max(startTimes.entrySet(), Map.Entry.comparingByValue());
    Duration age = age(youngest.getValue());
    String facts =
        "dispatch.transactional-id-prefix = '%s': transaction %s was started %d s ago"
            .formatted(prefix, youngest.getKey(), age.toSeconds());
    if (age.compareTo(patience) <= 0) {
      findings.fail(
          Verdict.CONFLICT,
          IDS,
          facts + ", so a job runs with this prefix",
          "stop that job before this one starts, or give one of them another prefix");
    } else {
      findings.warn(
          IDS,
          facts + " and left open",
          "the job aborts it when it starts, or the brokers after its timeout");
    }
  }

  private Duration age(long startMs) {
    return Duration.ofMillis(clock.millis() - startMs);
  }

  /** By transactional id. */
  private static Map<String, TransactionDescription> describe(Admin admin)
      throws ExecutionException {
    List<String> ids =
        KafkaCluster.get(
                admin.listTransactions(new ListTransactionsOptions().filterStates(OPEN)).all())
            .stream()
            .map(TransactionListing::transactionalId)
            .toList();
    var descriptions = admin.describeTransactions(ids);
    Map<String, TransactionDescription> open = new HashMap<>();
    for (String id : ids) {
      // It may have ended between the two requests.
      KafkaCluster.getUnless(ApiException.class::isInstance, descriptions.description(id))
          .ifPresent(description -> open.put(id, description));
    }
    open.values().removeIf(description -> description.transactionStartTimeMs().isEmpty());
    return open;
  }

  /**
   * No open transaction blocks the readers of committed records for long: neither that of a slow or
   * dead producer, nor one that its coordinator does not know, which never ends.
   */
  void checkReaders(Findings findings) {
    List<CheckResult> found = state.cluster().ask(this::blocking);
    found.forEach(findings::add);
    if (found.isEmpty()) {
      findings.ok(
          READERS,
          "none for more than %d s in %s"
              .formatted(patience.toSeconds(), String.join(", ", state.topics().keySet())));
    }
  }

  private List<CheckResult> blocking(Admin admin) throws ExecutionException {
    Map<TopicPartition, Long> blocked = blockedPartitions(admin);
    if (blocked.isEmpty()) {
      return List.of();
    }
    Map<String, TransactionDescription> open = describe(admin);
    var producers = admin.describeProducers(blocked.keySet());
    List<CheckResult> found = new ArrayList<>();
    for (TopicPartition partition : blocked.keySet()) {
      var producing =
          KafkaCluster.getUnless(
              AuthorizationException.class::isInstance, producers.partitionResult(partition));
      if (producing.isPresent()) {
        producing.get().activeProducers().stream()
            .filter(producer -> producer.currentTransactionStartOffset().isPresent())
            .forEach(producer -> judge(partition, producer, open).ifPresent(found::add));
      } else {
        found.add(
            RightsCheck.missing(
                Verdict.WARN,
                state.cluster(),
                AclOperation.READ,
                "topic " + partition.topic(),
                "to see whose transaction is open in %s from offset %d"
                    .formatted(partition, blocked.get(partition))));
      }
    }
    return found;
  }

  /** Partitions with an open transaction, and its first offset. */
  private Map<TopicPartition, Long> blockedPartitions(Admin admin) throws ExecutionException {
    // In this order, a transaction that commits in between does not count as open.
    Map<TopicPartition, Long> ends = ends(admin, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> blocked = ends(admin, IsolationLevel.READ_COMMITTED);
    blocked.entrySet().removeIf(end -> end.getValue() >= ends.get(end.getKey()));
    return blocked;
  }

  private Map<TopicPartition, Long> ends(Admin admin, IsolationLevel isolation)
      throws ExecutionException {
    Map<TopicPartition, OffsetSpec> latest =
        state.topics().values().stream()
            .flatMap(TopicState::partitions)
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    KafkaCluster.get(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Empty if the transaction is young. */
  private Optional<CheckResult> judge(
      TopicPartition partition, ProducerState producer, Map<String, TransactionDescription> open) {
    String id =
        open.keySet().stream()
            .filter(known -> open.get(known).producerId() == producer.producerId())
            .findFirst()
            .orElse(null);
    TransactionDescription transaction = open.get(id);
    Duration age =
        age(
            transaction == null
                ? producer.lastTimestamp()
                : transaction.transactionStartTimeMs().getAsLong());
    if (age.compareTo(patience) <= 0) {
      return Optional.empty();
    }
    long offset = producer.currentTransactionStartOffset().getAsLong();
    String place =
        "%d s in %s from offset %d and blocks readers of committed records"
            .formatted(age.toSeconds(), partition, offset);
    return Optional.of(
        transaction == null
            ? new CheckResult(
                Verdict.CONFLICT,
                READERS,
                "a transaction of producer %d, which no coordinator knows, has been idle for %s"
                    .formatted(producer.producerId(), place),
                ("if kafka-transactions.sh find-hanging shows it too: kafka-transactions.sh"
                        + " --bootstrap-server %s abort --topic %s --partition %d --start-offset %d")
                    .formatted(
                        state.cluster().servers(),
                        partition.topic(),
                        partition.partition(),
                        offset))
            : new CheckResult(
                Verdict.WARN,
                READERS,
                "transaction %s has been open for %s".formatted(id, place),
                "stop its producer, or wait for its timeout, %d ms"
                    .formatted(transaction.transactionTimeoutMs())));
  }
}
