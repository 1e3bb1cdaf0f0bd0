// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.ledger.Ledger;
import io.eventforwarder.source.SourceRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.common.TopicPartition;

/** The source partitions that a subtask has read. */
final class SourcePartitions {

  private final DecodeSettings settings;
  private final Ledger ledger;
  private final DecodeMetrics metrics;
  private final Map<TopicPartition, SourcePartition> partitions = new HashMap<>();
  private final Map<String, Counter> recordsIn = new HashMap<>();

  /** Of the last record: records come in runs of one partition. */
  private SourcePartition last;

  SourcePartitions(DecodeSettings settings, Ledger ledger, DecodeMetrics metrics) {
    this.settings = settings;
    this.ledger = ledger;
    this.metrics = metrics;
  }

  /** Opens the partition that is read from now on. */
  void assigned(SourceRecord assignment) {
    of(assignment, assignment.start());
  }

  SourcePartition of(SourceRecord record) {
    return of(record, record.offset());
  }

  private SourcePartition of(SourceRecord record, long start) {
    if (last == null
        || record.partition() != last.name().partition()
        || !record.topic().equals(last.name().topic())) {
      last =
          partitions.computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), name -> open(name, start));
    }
    return last;
  }

  private SourcePartition open(TopicPartition name, long start) {
    EventStreamType type = settings.typeByTopic().get(name.topic());
    return new SourcePartition(
        name,
        type,
        ledger.partition(name, start),
        settings.failurePolicy(),
        recordsIn.computeIfAbsent(name.topic(), topic -> metrics.recordsIn(topic, type)));
  }
}
