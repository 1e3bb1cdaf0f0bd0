// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.ledger.LedgerRow.Counts;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.ProvenanceHeaders;
import io.eventforwarder.source.ReplayHeaders;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares the ledger with the output topics. Reads all of them side by side, committed records
 * only, in passes: the first from the start, each further one from where the pass before ended.
 *
 * <p>The transactions of one checkpoint, of the ledger, the tasks and the dead letters, are
 * committed one after the other. So a pass waits until every transaction has ended that was open
 * when the pass started. Then it reads all output of the rows that it knows, and the rows of all
 * output that it has read.
 */
public final class Audit implements AutoCloseable {

  /** Added to the checkpoint intervals for which transactions are open, and rows late, at least. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The most rows that are read before their output. */
  private static final int MAX_OPEN_RANGES = 10_000;

  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final ForwarderConfig config;
  private final Consumer<Finding> findings;
  private final AuditedTopics topics;
  private final SourceCheck source;
  private final AuditScope scope;
  private final Map<TopicPartition, PartitionAudit> partitions = new TreeMap<>(ORDER);
  private final Map<Verdict, Long> records = new EnumMap<>(Verdict.class);

  private Map<TopicPartition, OffsetRange> held = Map.of();
  private Map<TopicPartition, Long> committed = Map.of();
  private long faults;
  private long replays;
  private long foreign;

  /**
   * @param config with a ledger, and with provenance headers on tasks
   * @param from judges only rows that were written to the ledger at this time or later
   * @param until judges only rows that were written before
   * @param findings receives each fault and each gap when it is found, and the rest from {@link
   *     #finish()}
   */
  public Audit(
      ForwarderConfig config,
      Optional<Instant> from,
      Optional<Instant> until,
      Consumer<Finding> findings) {
    this.config = config;
    this.findings = findings;
    this.topics = new AuditedTopics(config, patience(2));
    this.source = new SourceCheck(config);
    this.scope = topics.start(from, until);
  }

  private Duration patience(int checkpoints) {
    return PATIENCE.plus(config.job().checkpointInterval().multipliedBy(checkpoints));
  }

  // ---- Passes.

  /** Reads all records that are there now, and judges them. */
  public void pass() {
    topics.startPass();
    noteMissingRows();
    held = scope.hasNoEnd ? source.offsets() : Map.of();
    committed = scope.hasNoEnd ? source.committed() : Map.of();
    held.keySet().forEach(this::audit);
    partitions.values().forEach(PartitionAudit::startPass);
    topics.read(this::visit, this::hasManyOpenRanges);
    noteMissingRows();
    for (PartitionAudit partition : partitions.values()) {
      partition.endPass(topics.evidence(), source);
      partition.removeBeforeStart(scope.isWhole && topics.hasFirstRow());
    }
    if (config.gate().isEmpty() && topics.ledgerObstacle().isEmpty()) {
      for (TopicPartition key : held.keySet()) {
        audit(key).reportTail(committed.getOrDefault(key, -1L), config.sink().isExactlyOnce());
      }
    }
  }

  private void noteMissingRows() {
    if (topics.lacksRows()) {
      partitions.values().forEach(PartitionAudit::lackRows);
    }
  }

  /** Waits for a checkpoint interval, then reads and judges the records that are new. */
  public void nextPass() {
    AuditedTopics.sleep(config.job().checkpointInterval());
    pass();
  }

  /** Whether a later pass may find rows that have been missed so far. */
  public boolean hasLooseEnds() {
    return topics.ledgerObstacle().isEmpty()
        && partitions.values().stream().anyMatch(PartitionAudit::hasTail);
  }

  /** The ledger is small and read soon; then all its rows would be open at the same time. */
  private boolean hasManyOpenRanges() {
    return partitions.values().stream().mapToLong(PartitionAudit::open).sum() > MAX_OPEN_RANGES;
  }

  private boolean visit(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.ledger())) {
      visitRow(record);
    } else {
      visitOutput(record);
    }
    return true;
  }

  private void visitRow(ConsumerRecord<byte[], byte[]> record) {
    try {
      LedgerRowJson.Parsed parsed = LedgerRowJson.read(record.value());
      TopicPartition partition = parsed.row().source();
      if (!isOurs(partition.topic())) {
        foreign++;
      } else if (scope.contains(partition, parsed.row().offsets().from())) {
        audit(partition).row(parsed, topics.isSettled(record));
      }
    } catch (IOException e) {
      find(
          new Finding(
              Verdict.MISCOUNTED,
              new TopicPartition(record.topic(), record.partition()),
              OffsetRange.of(record.offset()),
              0,
              "not a row of the ledger: " + e.getMessage()));
    }
  }

  private void visitOutput(ConsumerRecord<byte[], byte[]> record) {
    Coordinates from = ProvenanceHeaders.read(record.headers()).orElse(null);
    Outputs.Kind kind = topics.kind(record.topic());
    if (from == null || !isOurs(from.topic())) {
      foreign++;
    } else if (kind == Outputs.Kind.TASK && ReplayHeaders.count(record.headers()) > 0) {
      replays++;
    } else {
      TopicPartition partition = from.topicPartition();
      if (scope.contains(partition, from.offset())) {
        Coordinates where = new Coordinates(record.topic(), record.partition(), record.offset());
        topics.evidence().read(where.topicPartition(), partition, from.offset());
        audit(partition).output(kind, from.offset(), where);
      }
    }
  }

  private boolean isOurs(String sourceTopic) {
    return config.source().typeByTopic().containsKey(sourceTopic);
  }

  private PartitionAudit audit(TopicPartition partition) {
    return partitions.computeIfAbsent(
        partition,
        key -> {
          PartitionAudit audit = new PartitionAudit(key, patience(3), this::find);
          if (scope.rowsBefore.containsKey(key)) {
            audit.startAt(scope.rowsBefore.get(key));
          } else if (!topics.hasFirstRow()) {
            audit.lackRows();
          }
          return audit;
        });
  }

  private void find(Finding finding) {
    boolean isAllowed = finding.verdict() == Verdict.DUPLICATED && !config.sink().isExactlyOnce();
    faults += finding.verdict().isFault() && !isAllowed ? 1 : 0;
    records.merge(finding.verdict(), finding.records(), Long::sum);
    findings.accept(finding);
  }

  // ---- Results.

  /** Reports everything that is not a fault, in ranges. The audit ends with it. */
  public void finish() {
    partitions.forEach(
        (key, partition) -> {
          Segments segments = partition.report(topics.evidence());
          if (held.containsKey(key)) {
            addRest(segments, key, partition);
          }
          segments.stream().forEach(this::find);
        });
  }

  /** Adds the offsets that the ledger has no row for, and that are no fault. */
  private void addRest(Segments segments, TopicPartition key, PartitionAudit partition) {
    OffsetRange offsets = held.get(key);
    Long consumed = committed.get(key);
    long next = partition.end();
    if (partition.start() < 0) {
      next = Math.max(next, consumed == null ? 0 : consumed);
      segments.add(
          Verdict.NOT_PROVABLE,
          new OffsetRange(offsets.from(), Math.min(next, offsets.to())),
          "the ledger has no row of this partition");
    } else {
      if (scope.isWhole) {
        segments.add(
            Verdict.NOT_PROVABLE,
            new OffsetRange(offsets.from(), partition.start()),
            "the ledger begins at offset " + partition.start());
      }
      segments.add(
          Verdict.NOT_PROVABLE,
          new OffsetRange(next, offsets.from()),
          "the brokers deleted these offsets before the ledger had a row for them");
    }
    OffsetRange rest = new OffsetRange(Math.max(next, offsets.from()), offsets.to());
    if (!rest.isEmpty() && source.hasRecords(key, rest)) {
      segments.add(
          Verdict.PENDING,
          rest,
          topics.ledgerObstacle().map(Evidence.Obstacle::cause).orElse(pendingCause(consumed)));
    }
  }

  private String pendingCause(Long consumed) {
    return "not forwarded yet"
        + (config.gate().isPresent() ? ", or held by the gate" : "")
        + (consumed == null ? "" : "; the consumer group has committed offset " + consumed);
  }

  /** The sums of the ledger's rows for each source partition. */
  public List<PartitionTotals> totals() {
    return partitions.values().stream().map(PartitionAudit::totals).toList();
  }

  /** The sums of all rows. */
  public Counts counts() {
    return totals().stream().map(PartitionTotals::outcomes).reduce(Counts.NONE, Counts::plus);
  }

  /** Records that are proven so far. */
  public long proven() {
    return partitions.values().stream()
        .flatMap(partition -> partition.report(topics.evidence()).stream())
        .filter(range -> range.verdict() == Verdict.PROVEN)
        .mapToLong(Finding::records)
        .sum();
  }

  /** Records with each verdict, when the audit has ended. */
  public long records(Verdict verdict) {
    return records.getOrDefault(verdict, 0L);
  }

  /** Findings so far of what must not happen. Without transactions, duplicates may. */
  public long faults() {
    return faults;
  }

  /** Tasks that a replay of dead letters wrote to the task topics itself. */
  public long replays() {
    return replays;
  }

  /** Records of the ledger and output topics that are not from this forwarder's source topics. */
  public long foreign() {
    return foreign;
  }

  @Override
  public void close() {
    topics.close();
    source.close();
  }
}
