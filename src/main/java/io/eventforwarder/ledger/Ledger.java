// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a subtask has consumed since the last rows, by partition.
 *
 * <p>After a restore, any subtask may be assigned any partition. So each subtask restores the
 * entries of all, and keeps those of its own partitions up to date. One subtask keeps the entries
 * of partitions that are not read any more.
 */
public final class Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final GapWatch gaps;
  private final Map<TopicPartition, PartitionLedger> partitions = new HashMap<>();
  private final Map<TopicPartition, LedgerEntry> restored = new HashMap<>();
  private final List<LedgerRow> ended = new ArrayList<>();

  public Ledger(GapWatch gaps) {
    this.gaps = gaps;
  }

  /**
   * Starts with the entries of a checkpoint.
   *
   * @param entries those of all subtasks
   */
  void restore(Iterable<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      restored.merge(
          entry.open().source(),
          entry,
          (one, other) -> one.checkpoint() >= other.checkpoint() ? one : other);
    }
  }

  /**
   * The ledger of a partition.
   *
   * @param start the offset from which the partition is read, unless a checkpoint names another
   */
  public PartitionLedger partition(TopicPartition partition, long start) {
    return partitions.computeIfAbsent(
        partition,
        key -> {
          LedgerEntry entry = restored.remove(key);
          return entry == null ? new PartitionLedger(key, start) : new PartitionLedger(entry);
        });
  }

  /** Adds a record, whose outcome the caller then adds to {@code partition}. */
  public void consumed(PartitionLedger partition, long offset, long timestamp) {
    if (offset < partition.next()) {
      goBack(partition, offset);
    }
    partition.consumed(offset, timestamp);
  }

  /** Only a topic that was created anew or truncated at its end has an offset twice. */
  private void goBack(PartitionLedger partition, long offset) {
    LOG.error(
        "{} goes back from offset {} to {}: its topic was created anew or has lost its end; tasks from"
            + " here on may repeat ids",
        partition.partition(),
        partition.next(),
        offset);
    gaps.forget(partition);
    LedgerRow row = partition.moveTo(offset);
    if (row != null) {
      ended.add(row);
    }
  }

  /**
   * The rows of what was consumed since the last call. A partition with a hole that the brokers
   * have not explained yet has its row at a later call.
   *
   * @param isLast whether no other call follows: then this one waits for the brokers, but not long
   * @throws org.apache.flink.runtime.execution.SuppressRestartsException if there is a gap and the
   *     configuration says to end the job
   */
  public List<LedgerRow> cut(boolean isLast) {
    List<LedgerRow> rows = new ArrayList<>(ended);
    ended.clear();
    gaps.takeAnswers();
    cutPartitions(rows);
    gaps.ask(partitions.values().stream().filter(PartitionLedger::isInDoubt).toList());
    if (isLast) {
      gaps.awaitAnswers();
      gaps.takeAnswers();
      cutPartitions(rows);
    }
    return rows;
  }

  private void cutPartitions(List<LedgerRow> rows) {
    partitions.values().forEach(partition -> rows.addAll(partition.cut()));
  }

  /**
   * The entries to keep in a checkpoint.
   *
   * @param subtask index of this subtask
   * @param subtasks how many there are
   */
  List<LedgerEntry> snapshot(long checkpoint, int subtask, int subtasks) {
    List<LedgerEntry> entries = new ArrayList<>();
    partitions.values().forEach(partition -> entries.add(partition.entry(checkpoint)));
    restored.forEach(
        (partition, entry) -> {
          if (Math.floorMod(partition.hashCode(), subtasks) == subtask) {
            entries.add(entry);
          }
        });
    return entries;
  }
}
