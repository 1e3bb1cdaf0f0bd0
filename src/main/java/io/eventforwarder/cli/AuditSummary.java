// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.PartitionTotals;
import io.eventforwarder.audit.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    if (audit.replays() > 0) {
      lines.add(String.format("%,d more tasks are replays of dead letters", audit.replays()));
    }
    if (audit.foreign() > 0) {
      lines.add(
          String.format(
              "%,d records of ledger and output topics are not from these source topics",
              audit.foreign()));
    }
    lines.add(verdict());
    return lines;
  }

  /** All is accounted for only if every record is proven. */
  private String verdict() {
    String others =
        Stream.of(Verdict.values())
            .filter(verdict -> verdict != Verdict.PROVEN && audit.records(verdict) > 0)
            .map(verdict -> String.format("%,d %s", audit.records(verdict), words(verdict)))
            .collect(Collectors.joining(", "));
    long proven = audit.records(Verdict.PROVEN);
    if (others.isEmpty() && audit.faults() == 0) {
      return String.format("all %,d records accounted for, each once", proven);
    }
    return String.format("%,d records proven; %s; %s", proven, others, faults());
  }

  /** The state of an audit that goes on. */
  String progress() {
    long records = audit.totals().stream().mapToLong(PartitionTotals::records).sum();
    return String.format(
        "%,d records in the ledger, %,d proven, %s", records, audit.proven(), faults());
  }

  private String faults() {
    return audit.faults() == 0 ? "no faults" : String.format("%,d faults", audit.faults());
  }

  private static String words(Verdict verdict) {
    return verdict.toString().replace('_', ' ');
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      json.put(verdict.toString(), audit.records(verdict));
    }
    json.put("faults", audit.faults());
    json.put("replays", audit.replays());
    json.put("foreign", audit.foreign());
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
