// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.deadletter.Selection;
import io.eventforwarder.source.OffsetRange;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The arguments of every command that selects dead letters. */
final class SelectionArguments {

  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "REASON",
      description = "Only these reasons: ${COMPLETION-CANDIDATES}. May be repeated.")
  private Set<DeadLetterReason> reasons = new LinkedHashSet<>();

  @Option(
      names = "--topic",
      split = ",",
      paramLabel = "TOPIC",
      description = "Only records of these source topics. May be repeated.")
  private Set<String> topics = new LinkedHashSet<>();

  @Option(
      names = "--partition",
      split = ",",
      paramLabel = "N",
      description = "Only records of these source partitions. May be repeated.")
  private Set<Integer> partitions = new LinkedHashSet<>();

  @Option(
      names = "--offset",
      paramLabel = "A..B",
      description = "Only records with these source offsets, both ends included.")
  private OffsetRange offsets = OffsetRange.ALL;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = {
        "Only records with this timestamp or a newer one: ISO-8601 (UTC without a zone), "
            + "milliseconds since the epoch, or how long ago (30s, 5m, 2h, 7d).",
        "This is the timestamp of the source record, not the time of the failure."
      })
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only records with an older timestamp. Written as for --since.")
  private Instant until;

  Selection selection() {
    return new Selection(
        reasons.stream().map(DeadLetterReason::name).collect(Collectors.toSet()),
        topics,
        partitions,
        offsets,
        new Selection.Period(
            since == null ? Long.MIN_VALUE : since.toEpochMilli(),
            until == null ? Long.MAX_VALUE : until.toEpochMilli()));
  }
}
