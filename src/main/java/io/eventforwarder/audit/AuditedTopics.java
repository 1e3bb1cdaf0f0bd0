// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.audit.Evidence.Obstacle;
import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
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
  private final Duration patience;
  private final HidingTransactions transactions;
  private final TopicReader reader;
  private final Evidence evidence = new Evidence();
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** The end that readers see of partitions whose open transactions were awaited in vain. */
  private final Map<TopicPartition, Long> blocked = new HashMap<>();

  private Map<TopicPartition, Long> settled = Map.of();
  private Map<TopicPartition, Obstacle> hidden = Map.of();
  private boolean hasFirstRow;

  /**
   * @param patience how long to wait for open transactions
   */
  AuditedTopics(ForwarderConfig config, Duration patience) {
    KafkaCluster cluster = KafkaCluster.dispatch(config);
    this.ledger = config.ledgerTopic().orElseThrow();
    this.deadLetters = config.deadLetterTopic();
    this.outputs = new TreeSet<>(config.dispatch().routes().topics());
    this.outputs.add(deadLetters);
    this.patience = patience;
    this.transactions =
        new HidingTransactions(cluster, config.sink().transactionalIdPrefix() + "-");
    this.reader = new TopicReader(cluster);
  }

  String ledger() {
    return ledger;
  }

  Set<String> outputs() {
    return outputs;
  }

  TopicReader reader() {
    return reader;
  }

  Evidence evidence() {
    return evidence;
  }

  OutputKind kind(String topic) {
    return topic.equals(deadLetters) ? OutputKind.DEAD_LETTER : OutputKind.TASK;
  }

  /** Where the first pass begins. */
  void start(Map<TopicPartition, Long> starts) {
    positions.putAll(starts);
  }

  /** Whether the output of a row is read by the end of this pass. */
  boolean isSettled(ConsumerRecord<byte[], byte[]> row) {
    return row.offset() < settled.get(partition(row));
  }

  /** Whether all rows are there that were ever written. */
  boolean hasFirstRow() {
    return hasFirstRow;
  }

  /** What hides rows of the ledger. */
  Optional<Obstacle> ledgerObstacle() {
    return hidden.entrySet().stream()
        .filter(entry -> isLedger(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  // ---- A pass.

  /**
   * Reads all records that are there now. If it fails, the next call continues with the record that
   * follows the last one visited.
   *
   * @param ledgerCanWait called before each fetch: whether to read output only, as long as there is
   *     some
   */
  void read(TopicReader.Visitor visitor, BooleanSupplier ledgerCanWait) {
    Map<TopicPartition, Long> from = addPartitions();
    settled = reader.ends(ledgerPartitions());
    Map<TopicPartition, Long> ends = awaitCommitted();
    // The ledger's rows may be committed after the output that they count.
    Map<TopicPartition, Long> ledgerEnds = awaitCommitted();
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    from.forEach(
        (partition, position) ->
            ranges.put(
                partition,
                new OffsetRange(
                    position, (isLedger(partition) ? ledgerEnds : ends).get(partition))));
    Set<TopicPartition> waiting = Set.copyOf(ledgerPartitions());
    reader.read(
        ranges,
        record -> {
          positions.put(partition(record), record.offset() + 1);
          return visitor.visit(record);
        },
        () -> ledgerCanWait.getAsBoolean() ? waiting : Set.of());
    ranges.forEach((partition, range) -> positions.merge(partition, range.to(), Math::max));
    noteDeletions(from);
    noteHidden();
  }

  /** Adds partitions that are new. Returns where this pass begins. */
  private Map<TopicPartition, Long> addPartitions() {
    List<TopicPartition> all = new ArrayList<>(reader.partitions(outputs));
    Map<TopicPartition, Long> firsts = reader.starts(all);
    for (TopicPartition output : all) {
      long first = firsts.get(output);
      if (evidence.add(output, kind(output.topic()))
          && first > 0
          && positions.getOrDefault(output, 0L) <= first) {
        noteDeletion(output, first);
      }
    }
    List<TopicPartition> rows = reader.partitions(ledger);
    hasFirstRow = reader.starts(rows).values().stream().allMatch(first -> first == 0);
    all.addAll(rows);
    all.forEach(partition -> positions.putIfAbsent(partition, 0L));
    return Map.copyOf(positions);
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
      if (open.isEmpty()) {
        return committed;
      }
      if (System.nanoTime() > deadline) {
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

  /** Records that were deleted before this pass could read them. */
  private void noteDeletions(Map<TopicPartition, Long> from) {
    reader
        .starts(from.keySet())
        .forEach(
            (partition, first) -> {
              if (!isLedger(partition) && first > from.get(partition)) {
                noteDeletion(partition, first);
              }
            });
  }

  private void noteDeletion(TopicPartition output, long first) {
    evidence.deleted(
        output, "%s no longer has its records before offset %d".formatted(output, first));
  }

  private void noteHidden() {
    hidden = transactions.find(blocked.keySet());
    evidence.hidden(hidden);
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
