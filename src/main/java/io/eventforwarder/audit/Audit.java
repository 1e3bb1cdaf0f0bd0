// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.kafka.ParallelReader;
import io.eventforwarder.kafka.RecordReader;
import io.eventforwarder.kafka.UnavailableException;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
 * Proves by the output topics what the ledger says. Reads all of them side by side, committed
 * records only, in passes: the first from the start, each further one from where the one before
 * ended.
 *
 * <p>Ledger, tasks and dead letters of one checkpoint are committed one after the other, not at
 * once. So a pass waits until every transaction that was open when it started has ended: then all
 * output of the rows that it found is there to see, and the rows of all output that it sees.
 */
public final class Audit implements AutoCloseable {

  /** Beside the checkpoint interval, for as long as transactions stay open at least. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(50);

  /** Rows to read ahead of their output. */
  private static final int MAX_OPEN_RANGES = 10_000;

  private final ForwarderConfig config;
  private final String ledgerTopic;
  private final Consumer<Finding> findings;
  private final AuditScope scope;
  private final Set<TopicPartition> ledger;
  private final ParallelReader reader;
  private final SourceCheck source;
  private final Map<TopicPartition, PartitionAudit> partitions =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
  private final Set<TopicPartition> blocked =
      new TreeSet<>(Comparator.comparing(TopicPartition::toString));

  private long faults;
  private long replays;
  private long foreign;

  /**
   * @param config with a ledger, and with provenance headers on tasks
   * @param from audits rows of the ledger that were written since
   * @param to and before
   * @param findings is told what is wrong when it is found
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
    KafkaCluster cluster = KafkaCluster.dispatch(config);
    scope = scope(cluster, from, to);
    ledger = partitionsOf(Set.of(ledgerTopic));
    reader = new ParallelReader(cluster, scope.starts());
    source = new SourceCheck(config);
  }

  private AuditScope scope(KafkaCluster cluster, Optional<Instant> from, Optional<Instant> to) {
    Set<String> outputTopics = new TreeSet<>(config.dispatch().routes().topics());
    outputTopics.add(config.deadLetterTopic());
    try (RecordReader offsets = new RecordReader(cluster)) {
      return from.isEmpty() && to.isEmpty()
          ? AuditScope.all(offsets, ledgerTopic, outputTopics)
          : AuditScope.ofPeriod(
              offsets,
              ledgerTopic,
              outputTopics,
              from.map(Instant::toEpochMilli).orElse(0L),
              to.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
    }
  }

  private Set<TopicPartition> partitionsOf(Collection<String> topics) {
    return scope.starts().keySet().stream()
        .filter(partition -> topics.contains(partition.topic()))
        .collect(Collectors.toSet());
  }

  /** Reads what is there now and judges it. */
  public void pass() {
    partitions.values().forEach(PartitionAudit::startPass);
    Pass pass = new Pass();
    reader.readTo(pass.ends, pass);
    partitions.values().forEach(partition -> partition.endPass(source));
  }

  /** True if another pass, a checkpoint later, may find the rows of output that has none yet. */
  public boolean hasLooseEnds() {
    return partitions.values().stream().anyMatch(PartitionAudit::hasTail);
  }

  /** Findings so far that are faults. */
  public long faults() {
    return faults;
  }

  /** What the ledger says of each source partition. */
  public List<PartitionTotals> totals() {
    return partitions.values().stream().map(PartitionAudit::totals).toList();
  }

  /** Rows whose output was not all there to see in the last pass. */
  public long unsettledRows() {
    return partitions.values().stream().mapToLong(PartitionAudit::unsettled).sum();
  }

  /** Output of which no row has come out yet, since the gate holds later tasks of its range. */
  public long pending() {
    return partitions.values().stream().mapToLong(PartitionAudit::pending).sum();
  }

  /** Tasks of dead letters that were replayed straight to the task topics. */
  public long replays() {
    return replays;
  }

  /** Records of ledger and output topics that are not from this forwarder's source topics. */
  public long foreign() {
    return foreign;
  }

  /**
   * Partitions with a transaction that has been open for too long: what stands behind its start
   * could not be seen.
   */
  public Set<TopicPartition> blocked() {
    return blocked;
  }

  @Override
  public void close() {
    reader.close();
    source.close();
  }

  /** One reading of all topics. */
  private final class Pass implements ParallelReader.Visitor {

    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, Long> settledEnds;

    Pass() {
      blocked.clear();
      settledEnds = reader.committedEnds();
      ends = new HashMap<>(awaitCommitted(reader.writtenEnds()));
      Map<TopicPartition, Long> ledgerEnds = awaitCommitted(reader.writtenEnds());
      for (TopicPartition partition : ledger) {
        long end = ledgerEnds.get(partition);
        ends.put(partition, Math.min(end, scope.ledgerEnds().getOrDefault(partition, end)));
      }
    }

    /** Returns ends behind which no transaction is open that was when {@code written} was taken. */
    private Map<TopicPartition, Long> awaitCommitted(Map<TopicPartition, Long> written) {
      Duration patience = PATIENCE.plus(config.checkpointInterval().multipliedBy(2));
      long deadline = System.nanoTime() + patience.toNanos();
      while (true) {
        Map<TopicPartition, Long> committed = reader.committedEnds();
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

    @Override
    public void visit(ConsumerRecord<byte[], byte[]> record) {
      if (record.topic().equals(ledgerTopic)) {
        visitRow(record);
      } else {
        visitOutput(record);
      }
    }

    private void visitRow(ConsumerRecord<byte[], byte[]> record) {
      try {
        row(LedgerRowJson.read(record.value()), record);
      } catch (IOException e) {
        findings.accept(
            new Finding(
                Problem.MISCOUNTED,
                record.topic(),
                record.partition(),
                record.offset(),
                record.offset() + 1,
                "not a row of the ledger: " + e.getMessage()));
      }
    }

    private void row(LedgerRowJson.Parsed parsed, ConsumerRecord<byte[], byte[]> record) {
      LedgerRow row = parsed.row();
      if (!isOurs(row.topic())) {
        foreign++;
        return;
      }
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      audit(new TopicPartition(row.topic(), row.partition()))
          .row(
              row,
              parsed.contradiction(),
              coordinates(record),
              record.offset() < settledEnds.get(partition));
    }

    private void visitOutput(ConsumerRecord<byte[], byte[]> record) {
      Coordinates from = ProvenanceHeaders.read(record.headers()).orElse(null);
      if (from == null || !isOurs(from.topic())) {
        foreign++;
        return;
      }
      boolean isDeadLetter = record.topic().equals(config.deadLetterTopic());
      if (!isDeadLetter && ReplayHeaders.count(record.headers()) > 0) {
        replays++;
        return;
      }
      TopicPartition partition = new TopicPartition(from.topic(), from.partition());
      if (scope.window(partition).contains(from.offset())) {
        audit(partition)
            .output(
                isDeadLetter ? OutputKind.DEAD_LETTER : OutputKind.TASK,
                from.offset(),
                coordinates(record));
      }
    }

    private boolean isOurs(String sourceTopic) {
      return config.source().typeByTopic().containsKey(sourceTopic);
    }

    private PartitionAudit audit(TopicPartition partition) {
      return partitions.computeIfAbsent(
          partition, key -> new PartitionAudit(key, config.gate().isPresent(), findings));
    }

    private static Coordinates coordinates(ConsumerRecord<?, ?> record) {
      return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    /** The ledger is small and soon read: its rows would all wait for their output. */
    @Override
    public Set<TopicPartition> canWait() {
      long open = partitions.values().stream().mapToLong(PartitionAudit::open).sum();
      return open > MAX_OPEN_RANGES ? ledger : Set.of();
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for open transactions", e);
    }
  }
}
