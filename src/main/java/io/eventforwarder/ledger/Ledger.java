// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.source.SourceRecord;
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
 * <p>Any subtask may get any partition after a restore, and does not know which it has until
 * records come. So each restores what all of them knew; those that have read a partition keep its
 * entry up to date, and one of the others keeps the entry of a partition that nobody has read
 * since.
 */
public final class Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final GapWatch gaps;
  private final Map<TopicPartition, PartitionLedger> partitions = new HashMap<>();
  private final Map<TopicPartition, LedgerEntry> restored = new HashMap<>();
  private final List<LedgerRow> ended = new ArrayList<>();

  // Records come in runs of one partition.
  private String lastTopic;
  private int lastPartition;
  private PartitionLedger last;

  public Ledger(GapWatch gaps) {
    this.gaps = gaps;
  }

  /** Goes on from offsets that no checkpoint names. */
  public void resume(Map<TopicPartition, Long> offsets) {
    offsets.forEach(
        (partition, offset) ->
            restored.put(partition, new PartitionLedger(partition, offset).entry(Long.MIN_VALUE)));
  }

  /** Goes on from what a checkpoint names, all subtasks' entries together. */
  void restore(Iterable<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      restored.merge(
          new TopicPartition(entry.open().topic(), entry.open().partition()),
          entry,
          (one, other) -> one.checkpoint() >= other.checkpoint() ? one : other);
    }
  }

  /**
   * Takes a record in.
   *
   * @return where to note its outcome
   */
  public PartitionLedger consumed(SourceRecord record) {
    long offset = record.offset();
    PartitionLedger partition = partition(record);
    if (offset < partition.next()) {
      goBack(partition, offset);
    }
    if (!partition.consumed(offset, record.timestamp())) {
      gaps.ask(partition);
    }
    return partition;
  }

  private PartitionLedger partition(SourceRecord record) {
    if (record.partition() != lastPartition || !record.topic().equals(lastTopic)) {
      lastTopic = record.topic();
      lastPartition = record.partition();
      last =
          partitions.computeIfAbsent(
              new TopicPartition(lastTopic, lastPartition), key -> open(key, record.offset()));
    }
    return last;
  }

  private PartitionLedger open(TopicPartition partition, long offset) {
    LedgerEntry entry = restored.remove(partition);
    if (entry == null) {
      return new PartitionLedger(partition, offset);
    }
    PartitionLedger ledger = new PartitionLedger(entry);
    if (ledger.hasHoles()) {
      gaps.ask(ledger);
    }
    return ledger;
  }

  /** Only a topic that was made anew, or cut off at its end, has an offset twice. */
  private void goBack(PartitionLedger partition, long offset) {
    LOG.error(
        "{} goes back from offset {} to {}: its topic was made anew or has lost its end; tasks dispatched"
            + " from here on may repeat ids",
        partition.partition(),
        partition.next(),
        offset);
    if (partition.entry(0).open().records() > 0) {
      ended.add(partition.cut());
    }
    partition.moveTo(offset);
  }

  /**
   * The rows of what was consumed since the last call, at most one for each partition. A partition
   * with a hole that the brokers have not explained yet waits for the next call.
   *
   * @throws org.apache.flink.runtime.execution.SuppressRestartsException if there is a gap and the
   *     job is to end then
   */
  public List<LedgerRow> cut() {
    gaps.awaitAnswer();
    List<LedgerRow> rows = new ArrayList<>(ended);
    ended.clear();
    for (PartitionLedger partition : partitions.values()) {
      if (partition.isReady()) {
        rows.add(partition.cut());
      }
    }
    return rows;
  }

  /**
   * The entries to keep in a checkpoint.
   *
   * @param subtask this one's index
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
