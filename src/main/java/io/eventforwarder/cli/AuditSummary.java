// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.audit.Audit;
import io.eventforwarder.audit.PartitionTotals;
import io.eventforwarder.audit.Verdict;
import io.eventforwarder.ledger.LedgerRow.Counts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The result of an audit. */
final class AuditSummary {

  private final Audit audit;

  AuditSummary(Audit audit) {
    this.audit = audit;
  }

  /** For people: what the ledger counts, notes, and the verdict. */
  List<String> text() {
    List<String> lines = new ArrayList<>();
    Counts counts = audit.counts();
    lines.add(
        String.format(
            "%,d records in %,d rows of the ledger: %,d tasks via headers, %,d via value, %,d skipped,"
                + " %,d dead letters; %,d offsets without a record",
            counts.records(),
            sum(PartitionTotals::rows),
            counts.viaHeaders(),
            counts.viaValue(),
            counts.skipped(),
            counts.deadLettered(),
            sum(PartitionTotals::withoutRecord)));
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
            .map(
                verdict ->
                    String.format(
                        "%,d %s", audit.records(verdict), verdict.toString().replace('_', ' ')))
            .collect(Collectors.joining(", "));
    long proven = audit.records(Verdict.PROVEN);
    if (others.isEmpty() && audit.faults() == 0) {
      return String.format("all %,d records accounted for, each once", proven);
    }
    return String.format("%,d records proven; %s; %s", proven, others, faults());
  }

  /** The state of an audit that goes on. */
  String progress() {
    return String.format(
        "%,d records in the ledger, %,d proven, %s",
        audit.counts().records(), audit.proven(), faults());
  }

  private long sum(ToLongFunction<PartitionTotals> number) {
    return audit.totals().stream().mapToLong(number).sum();
  }

  private String faults() {
    return audit.faults() == 0 ? "no faults" : String.format("%,d faults", audit.faults());
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      json.put(verdict.toString(), audit.records(verdict));
    }
    json.put("faults", audit.faults());
    json.put("replays", audit.replays());
    json.put("foreign", audit.foreign());
    Counts counts = audit.counts();
    json.put("rows", sum(PartitionTotals::rows));
    json.put("dispatched_via_headers", counts.viaHeaders());
    json.put("dispatched_via_value", counts.viaValue());
    json.put("skipped", counts.skipped());
    json.put("dead_lettered", counts.deadLettered());
    json.put("without_record", sum(PartitionTotals::withoutRecord));
    return json;
  }
}
