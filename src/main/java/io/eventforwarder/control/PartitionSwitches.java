// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.control;

import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.source.SourceRecord;

/**
 * What the switches say of record after record. Looks them up only where they or the partition
 * change. One instance for one thread.
 */
public final class PartitionSwitches {

  private final SwitchFeed feed;

  // Records come in runs of one partition.
  private Switches switches;
  private String topic;
  private int partition;
  private DecodeMode mode;
  private boolean dropsAny;

  public PartitionSwitches(SwitchFeed feed) {
    this.feed = feed;
  }

  /** Takes the record's switches; the other methods then answer for it. */
  public DecodeMode decodeMode(SourceRecord record) {
    Switches now = feed.current();
    if (now != switches || record.partition() != partition || !record.topic().equals(topic)) {
      switches = now;
      topic = record.topic();
      partition = record.partition();
      mode = now.decodeMode(topic, partition);
      dropsAny = now.dropsAny();
    }
    return mode;
  }

  /**
   * Whether the task of the record that was last asked about is dropped.
   *
   * @param projectId as the task has it
   */
  public boolean isDropped(Object projectId) {
    return dropsAny && switches.isDropped(projectId);
  }
}
