// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.ledger.Gap;
import io.eventforwarder.ledger.GapCause;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What can be judged without the source. */
class PartitionAuditTest {

  private static final Coordinates SOMEWHERE = new Coordinates("output", 0, 42);

  private final List<Finding> findings = new ArrayList<>();
  private final PartitionAudit audit =
      new PartitionAudit(new TopicPartition("events", 3), false, false, findings::add);

  @Test
  void provesRangesWhoseOutputIsAllThere() {
    row(0, 4, 2, 1);
    output(OutputKind.TASK, 0, 1);
    output(OutputKind.DEAD_LETTER, 2);
    // Output may come before its row.
    output(OutputKind.TASK, 4, 5);
    row(4, 7, 2, 0);
    audit.endPass(null);

    assertThat(findings).isEmpty();
    assertThat(audit.unsettled()).isZero();
    assertThat(audit.totals().records()).isEqualTo(5);
    assertThat(audit.totals().withoutRecord()).isEqualTo(2);
  }

  @Test
  void namesWhatIsThereTwice() {
    row(0, 4, 2, 1);
    output(OutputKind.TASK, 0, 1, 1);
    output(OutputKind.DEAD_LETTER, 2);
    output(OutputKind.DEAD_LETTER, 0);
    audit.endPass(null);

    assertThat(findings)
        .containsExactly(
            finding(
                Problem.DUPLICATED, 1, 2, "it has a task already, and also the task output-0@42"),
            finding(
                Problem.DUPLICATED,
                0,
                1,
                "it has a task already, and also the dead letter output-0@42"));
  }

  @Test
  void namesWhatIsThereTwiceInDifferentPasses() {
    row(0, 2, 1, 0);
    output(OutputKind.TASK, 0);
    audit.endPass(null);
    audit.startPass();
    output(OutputKind.TASK, 0);
    audit.endPass(null);

    assertThat(findings).extracting(Finding::problem).containsExactly(Problem.DUPLICATED);
  }

  @Test
  void namesRangesWithoutARow() {
    row(0, 2, 1, 0);
    output(OutputKind.TASK, 0, 3);
    row(5, 6, 0, 0);
    audit.endPass(null);

    assertThat(findings)
        .containsExactly(
            finding(
                Problem.UNACCOUNTED,
                2,
                5,
                "the ledger has no row for these offsets; they have 1 tasks and 0 dead letters"));
  }

  @Test
  void namesOutputBeforeTheLedgerBegins() {
    row(10, 12, 1, 0);
    output(OutputKind.TASK, 10, 4);
    audit.endPass(null);

    assertThat(findings).extracting(Finding::offsets).containsExactly(new OffsetRange(4, 10));
  }

  @Test
  void ignoresOutputBeforeAPeriod() {
    PartitionAudit late =
        new PartitionAudit(new TopicPartition("events", 3), false, true, findings::add);
    late.output(OutputKind.TASK, 4, SOMEWHERE);
    late.output(OutputKind.TASK, 10, SOMEWHERE);
    late.endPass(null);
    late.endPass(null);
    assertThat(late.hasTail()).isFalse();

    late.row(
        new LedgerRowJson.Parsed(
            new LedgerRow("events", 3, 10, 12, 1, 0, 0, 0, 0, 0, List.of()), Optional.empty()),
        SOMEWHERE,
        true);
    late.endPass(null);

    assertThat(findings).isEmpty();
    assertThat(late.unsettled()).isZero();
  }

  @Test
  void namesOutputBehindTheLedgerOnlyWhenItsRowHadTimeToCome() {
    row(0, 1, 1, 0);
    output(OutputKind.TASK, 0, 1, 2);
    audit.endPass(null);
    assertThat(findings).isEmpty();
    assertThat(audit.hasTail()).isTrue();

    audit.startPass();
    row(1, 2, 1, 0);
    audit.endPass(null);
    audit.endPass(null);

    assertThat(findings)
        .containsExactly(
            finding(
                Problem.UNACCOUNTED,
                2,
                3,
                "the ledger ends at offset 2; they have 1 tasks and 0 dead letters"));
  }

  /** Its row comes when the last of its range has passed, however long that takes. */
  @Test
  void countsOutputBehindTheLedgerAsPendingIfThereIsAGate() {
    PartitionAudit gated =
        new PartitionAudit(new TopicPartition("events", 3), true, false, findings::add);
    gated.output(OutputKind.TASK, 0, SOMEWHERE);
    gated.output(OutputKind.DEAD_LETTER, 7, SOMEWHERE);
    gated.endPass(null);
    gated.endPass(null);

    assertThat(findings).isEmpty();
    assertThat(gated.pending()).isEqualTo(2);
    assertThat(gated.hasTail()).isFalse();

    gated.output(OutputKind.TASK, 0, SOMEWHERE);
    assertThat(findings).extracting(Finding::problem).containsExactly(Problem.DUPLICATED);
  }

  @Test
  void namesOutputOfAPartitionWithoutALedger() {
    output(OutputKind.DEAD_LETTER, 7);
    audit.endPass(null);
    audit.endPass(null);

    assertThat(findings)
        .containsExactly(
            finding(
                Problem.UNACCOUNTED,
                7,
                8,
                "the ledger has no rows; they have 0 tasks and 1 dead letters"));
  }

  @Test
  void showsGapsWhichAreNoFault() {
    row(
        new LedgerRow(
            "events", 3, 0, 9, 1, 0, 0, 0, 0, 0, List.of(new Gap(0, 8, GapCause.RETENTION))),
        true);
    output(OutputKind.TASK, 8);
    audit.endPass(null);

    assertThat(findings)
        .containsExactly(
            finding(Problem.GAP, 0, 8, "8 offsets were deleted before they were read: retention"));
    assertThat(Problem.GAP.isFault()).isFalse();
  }

  @Test
  void waitsForOutputOfRowsThatAreTooNew() {
    row(new LedgerRow("events", 3, 0, 1, 1, 0, 0, 0, 0, 0, List.of()), false);
    audit.endPass(null);
    assertThat(audit.unsettled()).isEqualTo(1);

    audit.startPass();
    output(OutputKind.TASK, 0);
    audit.endPass(null);

    assertThat(findings).isEmpty();
    assertThat(audit.unsettled()).isZero();
  }

  @Test
  void holdsNoMoreThanItsWindowOfWhatIsProven() {
    long offset = 0;
    for (int range = 0; range < 40; range++) {
      row(offset, offset + 100_000, 100_000, 0);
      for (int i = 0; i < 100_000; i++) {
        audit.output(OutputKind.TASK, offset++, SOMEWHERE);
      }
    }
    assertThat(audit.unsettled()).isLessThan(12);

    output(OutputKind.TASK, 0);
    assertThat(findings)
        .containsExactly(
            finding(
                Problem.DUPLICATED,
                0,
                1,
                "all output of its range is there, and also the task output-0@42"));
  }

  private void row(long from, long to, long dispatched, long deadLettered) {
    row(
        new LedgerRow("events", 3, from, to, dispatched, 0, 0, 0, deadLettered, 0, List.of()),
        true);
  }

  private void row(LedgerRow row, boolean isSettled) {
    audit.row(new LedgerRowJson.Parsed(row, Optional.empty()), SOMEWHERE, isSettled);
  }

  private void output(OutputKind kind, long... offsets) {
    for (long offset : offsets) {
      audit.output(kind, offset, SOMEWHERE);
    }
  }

  private static Finding finding(Problem problem, long from, long to, String detail) {
    return new Finding(problem, new TopicPartition("events", 3), new OffsetRange(from, to), detail);
  }
}
