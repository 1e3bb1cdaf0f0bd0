// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.control.Switches;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.ledger.PartitionLedger;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.common.TopicPartition;

/** Everything that a subtask keeps for one source partition. */
final class SourcePartition {

  private final TopicPartition name;
  private final EventStreamType type;
  private final PartitionLedger ledger;
  private final PartitionFailures failures;
  private final Counter recordsIn;

  private Switches switches;
  private DecodeMode mode;

  /**
   * @param type what the topic carries, null if the configuration does not name the topic
   */
  SourcePartition(
      TopicPartition name,
      EventStreamType type,
      PartitionLedger ledger,
      FailurePolicy failurePolicy,
      Counter recordsIn) {
    this.name = name;
    this.type = type;
    this.ledger = ledger;
    this.failures = new PartitionFailures(failurePolicy);
    this.recordsIn = recordsIn;
  }

  TopicPartition name() {
    return name;
  }

  EventStreamType type() {
    return type;
  }

  PartitionLedger ledger() {
    return ledger;
  }

  PartitionFailures failures() {
    return failures;
  }

  Counter recordsIn() {
    return recordsIn;
  }

  // ---- Switches.

  /** Applies the switches that are valid for the next record. */
  void apply(Switches current) {
    if (current != switches) {
      switches = current;
      mode = current.decodeMode(name.topic(), name.partition());
    }
  }

  DecodeMode mode() {
    return mode;
  }

  /**
   * Whether a kill switch drops the tasks of a project.
   *
   * @param projectId as in the task
   */
  boolean isDropped(Object projectId) {
    return switches.isDropped(projectId);
  }
}
