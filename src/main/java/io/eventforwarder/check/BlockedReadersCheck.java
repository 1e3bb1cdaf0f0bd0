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
 * No transaction holds up the readers of committed records for long: neither one whose producer
 * takes its time or has died, nor one that its coordinator has forgotten, which never ends.
 */
final class BlockedReadersCheck implements Check {

  private static final String CHECK = "open transactions";

  private final ClusterState state;
  private final Duration patience;
  private final Clock clock;

  /**
   * @param patience how long a transaction may be open
   */
  BlockedReadersCheck(ClusterState state, Duration patience, Clock clock) {
    this.state = state;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public void run(Consumer<CheckResult> results) {
    List<CheckResult> found = state.cluster().ask(this::look);
    found.forEach(results);
    if (found.isEmpty()) {
      results.accept(
          CheckResult.ok(
              CHECK,
              "none for more than "
                  + patience.toSeconds()
                  + " s in "
                  + String.join(", ", state.topics().keySet())));
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
    for (Map.Entry<TopicPartition, Long> entry : blocked.entrySet()) {
      TopicPartition partition = entry.getKey();
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
                "topic",
                partition.topic(),
                "to see whose transaction is open in "
                    + partition
                    + " from offset "
                    + entry.getValue(),
                Verdict.WARN));
      }
    }
    return found;
  }

  /** Partitions with an open transaction, and the offset where readers wait. */
  private Map<TopicPartition, Long> blocked(Admin admin) throws ExecutionException {
    Map<TopicPartition, OffsetSpec> latest =
        state.topics().values().stream()
            .flatMap(topic -> topic.description().stream())
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    // In this order: what is committed in between counts as readable.
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        offsets(admin, latest, IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, ListOffsetsResultInfo> readable =
        offsets(admin, latest, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> blocked = new HashMap<>();
    readable.forEach(
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
    Optional<Map.Entry<String, TransactionDescription>> known =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().producerId() == producer.producerId())
            .findFirst();
    long ageMs =
        clock.millis()
            - known
                .map(entry -> entry.getValue().transactionStartTimeMs().getAsLong())
                .orElse(producer.lastTimestamp());
    if (ageMs <= patience.toMillis()) {
      return Optional.empty();
    }
    String place =
        " in "
            + partition
            + " from offset "
            + producer.currentTransactionStartOffset().getAsLong()
            + ": readers of committed records wait there";
    return Optional.of(
        known
            .map(
                entry ->
                    CheckResult.warn(
                        CHECK,
                        "transaction "
                            + entry.getKey()
                            + " has been open for "
                            + ageMs / 1000
                            + " s"
                            + place,
                        "end its producer, or wait for its timeout, "
                            + entry.getValue().transactionTimeoutMs()
                            + " ms"))
            .orElseGet(() -> hanging(partition, producer, ageMs, place)));
  }

  private CheckResult hanging(
      TopicPartition partition, ProducerState producer, long ageMs, String place) {
    return new CheckResult(
        Verdict.CONFLICT,
        CHECK,
        "a transaction of producer "
            + producer.producerId()
            + ", which no coordinator shows, last wrote "
            + ageMs / 1000
            + " s ago"
            + place,
        "if kafka-transactions.sh find-hanging shows it too: kafka-transactions.sh --bootstrap-server "
            + state.cluster().servers()
            + " abort --topic "
            + partition.topic()
            + " --partition "
            + partition.partition()
            + " --start-offset "
            + producer.currentTransactionStartOffset().getAsLong());
  }
}
