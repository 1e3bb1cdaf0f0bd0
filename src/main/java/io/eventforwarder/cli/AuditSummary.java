// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.PartitionTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The result of an audit. */
final class AuditSummary {

  private final Audit audit;

  AuditSummary(Audit audit) {
    this.audit = audit;
  }

  /** For people: a line for each source partition, notes, and the verdict. */
  List<String> text() {
    List<String> lines = new ArrayList<>();
    for (PartitionTotals totals : audit.totals()) {
      lines.add(
          String.format(
              "%s: offsets %d to %d in %,d rows: %,d tasks via headers, %,d via value, %,d skipped,"
                  + " %,d dead letters; %,d offsets in gaps, %,d without a record",
              totals.partition(),
              totals.offsets().from(),
              Math.max(totals.offsets().to() - 1, 0),
              totals.rows(),
              totals.outcomes().viaHeaders(),
              totals.outcomes().viaValue(),
              totals.outcomes().skipped(),
              totals.outcomes().deadLettered(),
              totals.gapOffsets(),
              totals.withoutRecord()));
    }
    if (audit.pending() > 0) {
      lines.add(
          String.format(
              "%,d more tasks and dead letters are of ranges that have not passed the gate completely",
              audit.pending()));
    }
    if (audit.replays() > 0) {
      lines.add(String.format("%,d more tasks are replays of dead letters", audit.replays()));
    }
    if (audit.foreign() > 0) {
      lines.add(
          String.format(
              "%,d records of ledger and output topics are not from these source topics",
              audit.foreign()));
    }
    for (TopicPartition partition : audit.blocked()) {
      lines.add(
          partition
              + " has a transaction that has been open for too long and hides the records after it;"
              + " start the job, which ends it, or wait for its timeout");
    }
    lines.add(line());
    return lines;
  }

  /** The verdict. */
  String line() {
    String unsettled =
        audit.unsettledRows() == 0
            ? ""
            : String.format(", %,d rows too new to judge", audit.unsettledRows());
    if (audit.faults() == 0 && !audit.blocked().isEmpty()) {
      return String.format(
          "no problems in %,d records; those that an open transaction hides are not judged%s",
          records(), unsettled);
    }
    return audit.faults() == 0
        ? String.format("all %,d records accounted for, each once%s", records(), unsettled)
        : String.format("%,d problems in %,d records%s", audit.faults(), records(), unsettled);
  }

  private long records() {
    return audit.totals().stream().mapToLong(PartitionTotals::records).sum();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("records", records());
    json.put("problems", audit.faults());
    json.put("unsettled_rows", audit.unsettledRows());
    json.put("pending", audit.pending());
    json.put("replays", audit.replays());
    json.put("foreign", audit.foreign());
    json.put("blocked", audit.blocked().stream().map(TopicPartition::toString).toList());
    json.put("partitions", audit.totals().stream().map(AuditSummary::json).toList());
    return json;
  }

  private static Map<String, Object> json(PartitionTotals totals) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("topic", totals.partition().topic());
    json.put("partition", totals.partition().partition());
    json.put("from", totals.rows() == 0 ? -1 : totals.offsets().from());
    json.put("to", totals.offsets().to());
    json.put("rows", totals.rows());
    json.put("dispatched_via_headers", totals.outcomes().viaHeaders());
    json.put("dispatched_via_value", totals.outcomes().viaValue());
    json.put("skipped", totals.outcomes().skipped());
    json.put("dead_lettered", totals.outcomes().deadLettered());
    json.put("gap_offsets", totals.gapOffsets());
    json.put("without_record", totals.withoutRecord());
    return json;
  }
}
