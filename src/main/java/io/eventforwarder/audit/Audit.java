// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.TopicReader;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares the ledger with the output topics. Reads all of them side by side, committed records
 * only, in passes: the first from the start, each further one from the end of the pass before.
 *
 * <p>The transactions of one checkpoint, of the ledger, the tasks and the dead letters, are
 * committed one after the other. So a pass waits until every transaction has ended that was open
 * when the pass started. Then it reads all output of the rows that it knows, and the rows of all
 * output that it has read.
 */
public final class Audit implements AutoCloseable {

  /** Added to the checkpoint interval, for which transactions are open at least. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(50);

  /** The most rows that are read before their output. */
  private static final int MAX_OPEN_RANGES = 10_000;

  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final ForwarderConfig config;
  private final String ledgerTopic;
  private final Consumer<Finding> findings;
  private final TopicReader reader;
  private final SourceCheck source;
  private final AuditScope scope;
  private final Map<TopicPartition, Long> positions;
  private final Map<TopicPartition, PartitionAudit> partitions = new TreeMap<>(ORDER);
  private final Set<TopicPartition> blocked = new TreeSet<>(ORDER);

  private Map<TopicPartition, Long> settledEnds;
  private long faults;
  private long replays;
  private long foreign;

  /**
   * @param config with a ledger, and with provenance headers on tasks
   * @param from judges only rows that were written to the ledger at this time or later
   * @param to judges only rows that were written before
   * @param findings receives each problem when it is found
   */
  public Audit(
      ForwarderConfig config,
      Optional<Instant> from,
      Optional<Instant> to,
      Consumer<Finding> findings) {
    this.config = config;
    this.ledgerTopic = config.ledgerTopic().orElseThrow();
    this.findings =
        finding -> {
          faults += finding.problem().isFault() ? 1 : 0;
          findings.accept(finding);
        };
    this.reader = new TopicReader(KafkaCluster.dispatch(config));
    this.source = new SourceCheck(config);
    this.scope = scope(from, to);
    this.positions = new HashMap<>(scope.starts());
  }

  private AuditScope scope(Optional<Instant> from, Optional<Instant> to) {
    Set<String> outputTopics = new TreeSet<>(config.dispatch().routes().topics());
    outputTopics.add(config.deadLetterTopic());
    return from.isEmpty() && to.isEmpty()
        ? AuditScope.all(reader, ledgerTopic, outputTopics)
        : AuditScope.ofPeriod(
            reader,
            ledgerTopic,
            outputTopics,
            from.map(Instant::toEpochMilli).orElse(0L),
            to.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
  }

  /** Reads all records that are there now, and judges them. */
  public void pass() {
    partitions.values().forEach(PartitionAudit::startPass);
    blocked.clear();
    settledEnds = reader.ends(positions.keySet());
    Map<TopicPartition, Long> ends = awaitCommitted();
    // The ledger's rows may be committed after the output that they count.
    Map<TopicPartition, Long> ledgerEnds = awaitCommitted();
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    positions.forEach(
        (partition, from) ->
            ranges.put(
                partition,
                new OffsetRange(from, (isLedger(partition) ? ledgerEnds : ends).get(partition))));
    reader.read(ranges, this::visit, this::canWait);
    ranges.forEach((partition, range) -> positions.put(partition, range.to()));
    partitions.values().forEach(partition -> partition.endPass(source));
  }

  /** Waits for a checkpoint interval, then reads and judges the records that are new. */
  public void nextPass() {
    sleep(config.job().checkpointInterval());
    pass();
  }

  /** Waits for the transactions that are open now, and returns the ends after these. */
  private Map<TopicPartition, Long> awaitCommitted() {
    Map<TopicPartition, Long> written = reader.writtenEnds(positions.keySet());
    Duration patience = PATIENCE.plus(config.job().checkpointInterval().multipliedBy(2));
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Map<TopicPartition, Long> committed = reader.ends(positions.keySet());
      Set<TopicPartition> open =
          committed.keySet().stream()
              .filter(partition -> committed.get(partition) < written.get(partition))
              .filter(partition -> !blocked.contains(partition))
              .collect(Collectors.toSet());
      if (open.isEmpty()) {
        return committed;
      }
      if (System.nanoTime() > deadline) {
        blocked.addAll(open);
        return committed;
      }
      sleep(POLL);
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for transactions", e);
    }
  }

  /** The ledger is small and read soon; then all its rows would be open at the same time. */
  private Set<TopicPartition> canWait() {
    long open = partitions.values().stream().mapToLong(PartitionAudit::open).sum();
    return open <= MAX_OPEN_RANGES
        ? Set.of()
        : positions.keySet().stream().filter(this::isLedger).collect(Collectors.toSet());
  }

  private boolean isLedger(TopicPartition partition) {
    return partition.topic().equals(ledgerTopic);
  }

  private boolean visit(ConsumerRecord<byte[], byte[]> record) {
    Coordinates where = new Coordinates(record.topic(), record.partition(), record.offset());
    if (record.topic().equals(ledgerTopic)) {
      visitRow(record, where);
    } else {
      visitOutput(record, where);
    }
    return true;
  }

  private void visitRow(ConsumerRecord<byte[], byte[]> record, Coordinates where) {
    TopicPartition ledger = new TopicPartition(record.topic(), record.partition());
    try {
      LedgerRowJson.Parsed parsed = LedgerRowJson.read(record.value());
      TopicPartition partition = new TopicPartition(parsed.row().topic(), parsed.row().partition());
      if (!isOurs(partition.topic())) {
        foreign++;
      } else if (scope.contains(partition, parsed.row().from())) {
        audit(partition).row(parsed, where, record.offset() < settledEnds.get(ledger));
      }
    } catch (IOException e) {
      findings.accept(
          new Finding(
              Problem.MISCOUNTED,
              ledger,
              OffsetRange.of(record.offset()),
              "not a row of the ledger: " + e.getMessage()));
    }
  }

  private void visitOutput(ConsumerRecord<byte[], byte[]> record, Coordinates where) {
    Coordinates from = ProvenanceHeaders.read(record.headers()).orElse(null);
    boolean isDeadLetter = record.topic().equals(config.deadLetterTopic());
    if (from == null || !isOurs(from.topic())) {
      foreign++;
    } else if (!isDeadLetter && ReplayHeaders.count(record.headers()) > 0) {
      replays++;
    } else {
      TopicPartition partition = new TopicPartition(from.topic(), from.partition());
      if (scope.contains(partition, from.offset())) {
        audit(partition)
            .output(isDeadLetter ? OutputKind.DEAD_LETTER : OutputKind.TASK, from.offset(), where);
      }
    }
  }

  private boolean isOurs(String sourceTopic) {
    return config.source().typeByTopic().containsKey(sourceTopic);
  }

  private PartitionAudit audit(TopicPartition partition) {
    return partitions.computeIfAbsent(
        partition,
        key -> new PartitionAudit(key, config.gate().isPresent(), scope.startsLate(), findings));
  }

  /** True if another pass, a checkpoint later, may find the rows of output that has none yet. */
  public boolean hasLooseEnds() {
    return partitions.values().stream().anyMatch(PartitionAudit::hasTail);
  }

  /** Findings so far that are faults. */
  public long faults() {
    return faults;
  }

  /** The sums of the ledger's rows for each source partition. */
  public List<PartitionTotals> totals() {
    return partitions.values().stream().map(PartitionAudit::totals).toList();
  }

  /** Rows whose output was not complete in the last pass. */
  public long unsettledRows() {
    return partitions.values().stream().mapToLong(PartitionAudit::unsettled).sum();
  }

  /** Output without a row so far, since the gate holds later tasks of its range. */
  public long pending() {
    return partitions.values().stream().mapToLong(PartitionAudit::pending).sum();
  }

  /** Tasks that a replay of dead letters wrote to the task topics itself. */
  public long replays() {
    return replays;
  }

  /** Records of the ledger and output topics that are not from this forwarder's source topics. */
  public long foreign() {
    return foreign;
  }

  /** Partitions whose last records are hidden by a transaction that has been open for too long. */
  public Set<TopicPartition> blocked() {
    return blocked;
  }

  @Override
  public void close() {
    reader.close();
    source.close();
  }
}
