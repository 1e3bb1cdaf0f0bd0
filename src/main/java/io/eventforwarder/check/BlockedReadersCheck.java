// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.check;

import io.eventforwarder.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * No open transaction blocks the readers of committed records for long: neither that of a producer
 * which is slow or dead, nor one that its coordinator has forgotten, which never ends.
 *
 * @param patience how long a transaction may be open
 */
record BlockedReadersCheck(ClusterState state, Duration patience, Clock clock) implements Check {

  private static final String CHECK = "open transactions";

  @Override
  public void run(Consumer<CheckResult> results) {
    List<CheckResult> found = state.cluster().ask(this::look);
    found.forEach(results);
    if (found.isEmpty()) {
      results.accept(
          CheckResult.ok(
              CHECK,
              "none for more than %d s in %s"
                  .formatted(patience.toSeconds(), String.join(", ", state.topics().keySet()))));
    }
  }

  private List<CheckResult> look(Admin admin) throws ExecutionException {
    Map<TopicPartition, Long> blocked = blocked(admin);
    if (blocked.isEmpty()) {
      return List.of();
    }
    Map<String, TransactionDescription> open = OpenTransactions.of(admin);
    var producers = admin.describeProducers(blocked.keySet());
    List<CheckResult> found = new ArrayList<>();
    for (TopicPartition partition : blocked.keySet()) {
      try {
        for (ProducerState producer :
            KafkaCluster.get(producers.partitionResult(partition)).activeProducers()) {
          if (producer.currentTransactionStartOffset().isPresent()) {
            judge(partition, producer, open).ifPresent(found::add);
          }
        }
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof AuthorizationException)) {
          throw e;
        }
        found.add(
            RightsCheck.missing(
                state.cluster(),
                AclOperation.READ,
                "topic " + partition.topic(),
                "to see whose transaction is open in %s from offset %d"
                    .formatted(partition, blocked.get(partition)),
                Verdict.WARN));
      }
    }
    return found;
  }

  /** Partitions with an open transaction, and its first offset. */
  private Map<TopicPartition, Long> blocked(Admin admin) throws ExecutionException {
    Map<TopicPartition, OffsetSpec> latest =
        state.topics().values().stream()
            .flatMap(TopicState::partitions)
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    // In this order, a transaction that commits in between does not count as open.
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        offsets(admin, latest, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> blocked = new HashMap<>();
    offsets(admin, latest, IsolationLevel.READ_COMMITTED)
        .forEach(
            (partition, end) -> {
              if (end.offset() < ends.get(partition).offset()) {
                blocked.put(partition, end.offset());
              }
            });
    return blocked;
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, Map<TopicPartition, OffsetSpec> partitions, IsolationLevel isolation)
      throws ExecutionException {
    return KafkaCluster.get(admin.listOffsets(partitions, new ListOffsetsOptions(isolation)).all());
  }

  private Optional<CheckResult> judge(
      TopicPartition partition, ProducerState producer, Map<String, TransactionDescription> open) {
    long offset = producer.currentTransactionStartOffset().getAsLong();
    String place =
        "in %s from offset %d and blocks readers of committed records".formatted(partition, offset);
    return open.entrySet().stream()
        .filter(entry -> entry.getValue().producerId() == producer.producerId())
        .findFirst()
        .map(entry -> slow(entry.getKey(), entry.getValue(), place))
        .orElseGet(() -> hanging(partition, producer, place));
  }

  private Optional<CheckResult> slow(String id, TransactionDescription transaction, String place) {
    return ageIfOld(transaction.transactionStartTimeMs().getAsLong())
        .map(
            seconds ->
                CheckResult.warn(
                    CHECK,
                    "transaction %s has been open for %d s %s".formatted(id, seconds, place),
                    "stop its producer, or wait for its timeout, %d ms"
                        .formatted(transaction.transactionTimeoutMs())));
  }

  private Optional<CheckResult> hanging(
      TopicPartition partition, ProducerState producer, String place) {
    return ageIfOld(producer.lastTimestamp())
        .map(
            seconds ->
                new CheckResult(
                    Verdict.CONFLICT,
                    CHECK,
                    "a transaction of producer %d, which no coordinator knows, has been idle for %d s %s"
                        .formatted(producer.producerId(), seconds, place),
                    ("if kafka-transactions.sh find-hanging shows it too: kafka-transactions.sh"
                            + " --bootstrap-server %s abort --topic %s --partition %d --start-offset"
                            + " %d")
                        .formatted(
                            state.cluster().servers(),
                            partition.topic(),
                            partition.partition(),
                            producer.currentTransactionStartOffset().getAsLong())));
  }

  /** The age in seconds; empty if it is within the patience. */
  private Optional<Long> ageIfOld(long sinceMs) {
    Duration age = Duration.ofMillis(clock.millis() - sinceMs);
    return age.compareTo(patience) > 0 ? Optional.of(age.toSeconds()) : Optional.empty();
  }
}
