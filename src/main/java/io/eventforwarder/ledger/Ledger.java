// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a subtask has consumed since the last rows, by partition.
 *
 * <p>After a restore, any subtask may be assigned any partition. So each subtask restores the
 * entries of all, and updates those of its own partitions. One subtask keeps the entries of
 * partitions that are no longer read.
 */
public final class Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final GapWatch gaps;
  private final Map<TopicPartition, PartitionLedger> partitions = new HashMap<>();
  private final Map<TopicPartition, LedgerEntry> restored = new HashMap<>();

  private ListState<LedgerEntry> state;

  public Ledger(GapWatch gaps) {
    this.gaps = gaps;
  }

  // ---- State.

  /** Opens the state and restores the ledger from it. */
  public void open(OperatorStateStore store) throws Exception {
    // The name is part of checkpoints and never changes.
    state =
        store.getUnionListState(
            new ListStateDescriptor<>("ledger", LedgerEntrySerializer.INSTANCE));
    restore(state.get());
  }

  /**
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

  /** Writes the ledger of a subtask to a checkpoint. */
  public void snapshot(long checkpoint, TaskInfo task) throws Exception {
    state.update(
        entries(checkpoint, task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks()));
  }

  List<LedgerEntry> entries(long checkpoint, int subtask, int subtasks) {
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

  // ---- Records.

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
          return new PartitionLedger(entry == null ? LedgerEntry.startingAt(key, start) : entry);
        });
  }

  /** Adds a record, whose outcome the caller then adds to {@code partition}. */
  public void consumed(PartitionLedger partition, long offset, long timestamp) {
    if (offset < partition.next()) {
      goBack(partition, offset);
    }
    partition.consumed(offset, timestamp);
  }

  /** Offsets repeat only if the topic was created anew or truncated at its end. */
  private void goBack(PartitionLedger partition, long offset) {
    LOG.error(
        "{} goes back from offset {} to {}: its topic was created anew or has lost its end; tasks from"
            + " here on may repeat ids",
        partition.partition(),
        partition.next(),
        offset);
    gaps.forget(partition.partition());
    partition.moveTo(offset);
  }

  // ---- Rows.

  /**
   * The rows of what was consumed since the last call. A partition with a hole that the brokers
   * have not explained yet has its row at a later call.
   *
   * @param isLast whether no other call follows: then this one waits for the brokers, but not long
   * @throws org.apache.flink.runtime.execution.SuppressRestartsException if there is a gap and the
   *     configuration says to end the job
   */
  public List<LedgerRow> cut(boolean isLast) {
    List<LedgerRow> rows = new ArrayList<>();
    gaps.takeAnswers(partitions);
    cutPartitions(rows);
    gaps.ask(partitions);
    if (isLast) {
      gaps.awaitAnswers();
      gaps.takeAnswers(partitions);
      cutPartitions(rows);
    }
    return rows;
  }

  private void cutPartitions(List<LedgerRow> rows) {
    partitions.values().forEach(partition -> rows.addAll(partition.cut()));
  }
}
