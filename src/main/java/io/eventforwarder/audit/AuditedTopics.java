// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;

import io.eventforwarder.audit.Evidence.Obstacle;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topics that the job writes: reads their committed records, each once, in passes. */
final class AuditedTopics implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final String ledger;
  private final String deadLetters;
  private final Set<String> outputs;
  private final boolean isExactlyOnce;
  private final Duration patience;
  private final KafkaCluster cluster;
  private final HidingTransactions transactions;
  private final TopicReader reader;
  private final Evidence evidence = new Evidence();
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** The end that readers see of partitions whose open transactions were awaited in vain. */
  private final Map<TopicPartition, Long> blocked = new HashMap<>();

  private Map<TopicPartition, Long> settled = Map.of();
  private Map<String, Boolean> compacted = Map.of();
  private boolean hasFirstRow;
  private boolean lacksRows;

  /**
   * @param patience how long to wait for open transactions
   */
  AuditedTopics(ForwarderConfig config, Duration patience) {
    this.cluster = KafkaCluster.dispatch(config);
    this.ledger = config.ledgerTopic().orElseThrow();
    this.deadLetters = config.deadLetterTopic();
    this.outputs = new TreeSet<>(config.dispatch().routes().topics());
    this.outputs.add(deadLetters);
    this.isExactlyOnce = config.sink().isExactlyOnce();
    this.patience = patience;
    this.transactions =
        new HidingTransactions(cluster, config.sink().transactionalIdPrefix() + "-");
    this.reader = new TopicReader(cluster);
  }

  String ledger() {
    return ledger;
  }

  Evidence evidence() {
    return evidence;
  }

  Outputs.Kind kind(String topic) {
    return topic.equals(deadLetters) ? Outputs.Kind.DEAD_LETTER : Outputs.Kind.TASK;
  }

  /** Reads the topics' settings, and finds where the first pass begins. */
  AuditScope start(Optional<Instant> from, Optional<Instant> until) {
    compacted =
        cluster.fromSettings(
            outputs,
            topic -> topic.get(CLEANUP_POLICY_CONFIG).value().contains(CLEANUP_POLICY_COMPACT),
            false);
    Map<TopicPartition, Long> latest = from.isEmpty() ? Map.of() : latestStarts();
    AuditScope scope = new AuditScope(reader, ledger, latest, from, until);
    positions.putAll(scope.starts);
    return scope;
  }

  /**
   * Where to start in the output topics at the latest, so that all output of rows is read that are
   * committed after those that are visible on return.
   */
  private Map<TopicPartition, Long> latestStarts() {
    Map<TopicPartition, Long> starts = new HashMap<>(reader.ends(reader.partitions(outputs)));
    reader.partitions(ledger).forEach(partition -> positions.put(partition, 0L));
    awaitCommitted();
    // Rows that are still hidden may count output that is visible, as may rows to come of a job
    // without transactions.
    if (!blocked.isEmpty() || !isExactlyOnce) {
      starts.replaceAll((output, end) -> 0L);
    }
    return starts;
  }

  /** Whether the output of a row is read by the end of this pass. */
  boolean isSettled(ConsumerRecord<byte[], byte[]> row) {
    return row.offset() < settled.get(partition(row));
  }

  /** Whether the ledger still has all rows that were ever written. */
  boolean hasFirstRow() {
    return hasFirstRow;
  }

  /** Whether rows were deleted before they could be read: before this pass, or during its read. */
  boolean lacksRows() {
    return lacksRows;
  }

  /** What hides rows of the ledger. */
  Optional<Obstacle> ledgerObstacle() {
    return evidence.obstacle(ledger);
  }

  // ---- A pass.

  /** Adds partitions that are new, and notes what the brokers have deleted. */
  void startPass() {
    List<TopicPartition> all = new ArrayList<>(reader.partitions(outputs));
    all.forEach(output -> evidence.add(output, kind(output.topic())));
    all.addAll(reader.partitions(ledger));
    all.forEach(partition -> positions.putIfAbsent(partition, 0L));
    Map<TopicPartition, Long> firsts = noteDeletions(Map.copyOf(positions));
    positions.replaceAll((partition, position) -> Math.max(position, firsts.get(partition)));
    hasFirstRow = ledgerPartitions().stream().allMatch(partition -> firsts.get(partition) == 0);
  }

  /**
   * Reads all records that are there now. If it fails, the next pass continues with the record that
   * follows the last one visited.
   *
   * @param ledgerCanWait called before each fetch: whether to read output only, as long as there is
   *     some
   */
  void read(TopicReader.Visitor visitor, BooleanSupplier ledgerCanWait) {
    Map<TopicPartition, Long> from = Map.copyOf(positions);
    Set<TopicPartition> waiting = Set.copyOf(ledgerPartitions());
    settled = reader.ends(waiting);
    Map<TopicPartition, Long> ends = awaitCommitted();
    // The ledger's rows may be committed after the output that they count.
    Map<TopicPartition, Long> ledgerEnds = awaitCommitted();
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    from.forEach(
        (partition, position) -> {
          long end = (isLedger(partition) ? ledgerEnds : ends).get(partition);
          ranges.put(partition, new OffsetRange(position, end));
        });
    reader.read(
        ranges,
        record -> {
          positions.put(partition(record), record.offset() + 1);
          return visitor.visit(record);
        },
        () -> ledgerCanWait.getAsBoolean() ? waiting : Set.of());
    ranges.forEach((partition, range) -> positions.merge(partition, range.to(), Math::max));
    noteDeletions(from);
    evidence.hidden(transactions.find(blocked.keySet()));
  }

  /** Notes records that were deleted before they could be read. Returns the first offsets. */
  private Map<TopicPartition, Long> noteDeletions(Map<TopicPartition, Long> from) {
    lacksRows = false;
    Map<TopicPartition, Long> firsts = reader.starts(from.keySet());
    firsts.forEach(
        (partition, first) -> {
          if (isLedger(partition)) {
            lacksRows |= first > from.get(partition);
          } else if (first > from.get(partition)) {
            evidence.deleted(
                partition,
                "%s no longer has its records before offset %d".formatted(partition, first));
          } else if (compacted.get(partition.topic())) {
            evidence.deleted(
                partition,
                partition.topic() + " is compacted, so the brokers may delete any record");
          }
        });
    return firsts;
  }

  /** Waits for the transactions that are open now. Returns the ends that readers see then. */
  private Map<TopicPartition, Long> awaitCommitted() {
    Map<TopicPartition, Long> written = reader.writtenEnds(positions.keySet());
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Map<TopicPartition, Long> committed = reader.ends(positions.keySet());
      Set<TopicPartition> open =
          committed.keySet().stream()
              .filter(partition -> committed.get(partition) < written.get(partition))
              .collect(Collectors.toSet());
      blocked.keySet().retainAll(open);
      open.removeIf(partition -> committed.get(partition).equals(blocked.get(partition)));
      if (open.isEmpty() || System.nanoTime() > deadline) {
        open.forEach(partition -> blocked.put(partition, committed.get(partition)));
        return committed;
      }
      sleep(POLL);
    }
  }

  static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for transactions", e);
    }
  }

  private List<TopicPartition> ledgerPartitions() {
    return positions.keySet().stream().filter(this::isLedger).toList();
  }

  private boolean isLedger(TopicPartition partition) {
    return partition.topic().equals(ledger);
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  @Override
  public void close() {
    reader.close();
  }
}
