// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.audit;

import static io.eventforwarder.audit.Verdict.PROVEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.audit.Evidence.Obstacle;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.ledger.LedgerRowJson;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What can be judged without the source. */
class PartitionAuditTest {

  private static final Coordinates SOMEWHERE = new Coordinates("output", 0, 42);

  private final List<Finding> findings = new ArrayList<>();
  private static final TopicPartition PARTITION = new TopicPartition("events", 3);

  private final Evidence evidence = new Evidence();
  private final PartitionAudit audit = new PartitionAudit(PARTITION, Duration.ZERO, findings::add);

  @Test
  void provesRangesWhoseOutputIsAllThere() {
    row(0, 4, 2, 1);
    output(Outputs.Kind.TASK, 0, 1);
    output(Outputs.Kind.DEAD_LETTER, 2);
    // Output may come before its row.
    output(Outputs.Kind.TASK, 4, 5);
    row(4, 7, 2, 0);
    endPass();

    assertThat(findings).isEmpty();
    assertThat(audit.ranges()).isZero();
    assertThat(audit.totals().outcomes().records()).isEqualTo(5);
    assertThat(audit.totals().withoutRecord()).isEqualTo(2);
  }

  @Test
  void namesWhatIsThereTwice() {
    row(0, 4, 2, 1);
    output(Outputs.Kind.TASK, 0, 1, 1);
    output(Outputs.Kind.DEAD_LETTER, 2);
    output(Outputs.Kind.DEAD_LETTER, 0);
    endPass();

    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.DUPLICATED, 1, 2, "it has a task already, and also the task output-0@42"),
            finding(
                Verdict.DUPLICATED,
                0,
                1,
                "it has a task already, and also the dead letter output-0@42"));
  }

  @Test
  void namesWhatIsThereTwiceInDifferentPasses() {
    row(0, 2, 1, 0);
    output(Outputs.Kind.TASK, 0);
    endPass();
    audit.startPass();
    output(Outputs.Kind.TASK, 0);
    endPass();

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.DUPLICATED);
  }

  @Test
  void namesRangesWithoutARow() {
    row(0, 2, 1, 0);
    output(Outputs.Kind.TASK, 0, 3);
    row(5, 6, 0, 0);
    endPass();

    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.UNACCOUNTED,
                2,
                5,
                "the ledger has no row for these offsets; they have 1 tasks and 0 dead letters"));
  }

  @Test
  void namesOutputBeforeTheLedgerBegins() {
    row(10, 12, 1, 0);
    output(Outputs.Kind.TASK, 10, 4);
    audit.removeBeforeStart(true);

    assertThat(findings).extracting(Finding::offsets).containsExactly(new OffsetRange(4, 10));
  }

  @Test
  void ignoresOutputBeforeAPeriod() {
    output(Outputs.Kind.TASK, 4, 10);
    row(10, 12, 1, 0);
    audit.removeBeforeStart(false);
    endPass();

    assertThat(findings).isEmpty();
    assertThat(report()).containsExactly(new Finding(PROVEN, PARTITION, range(10, 12), 1, ""));
  }

  @Test
  void namesOutputBehindTheLedgerOnlyWhenItsRowHadTimeToCome() {
    row(0, 1, 1, 0);
    output(Outputs.Kind.TASK, 0, 1, 2);
    endPass();
    audit.reportTail(-1, true);
    assertThat(findings).isEmpty();
    assertThat(audit.hasTail()).isTrue();

    audit.startPass();
    row(1, 2, 1, 0);
    endPass();
    audit.reportTail(-1, true);

    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.UNACCOUNTED,
                2,
                3,
                "the ledger ends at offset 2; they have 1 tasks and 0 dead letters"));
    assertThat(audit.hasTail()).isFalse();
  }

  @Test
  void doesNotAwaitWhatIsConsumedMeanwhile() {
    row(0, 1, 1, 0);
    output(Outputs.Kind.TASK, 0);
    audit.reportTail(2, true);
    assertThat(audit.hasTail()).isTrue();

    row(1, 2, 0, 0);
    audit.reportTail(3, true);

    assertThat(audit.hasTail()).isFalse();
    assertThat(findings).isEmpty();
  }

  @Test
  void namesCommittedOffsetsWhoseRowIsLost() {
    row(0, 1, 1, 0);
    output(Outputs.Kind.TASK, 0);
    audit.reportTail(5, true);
    audit.reportTail(5, true);

    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.UNACCOUNTED,
                1,
                5,
                "the ledger ends at offset 1; they have 0 tasks and 0 dead letters"));
  }

  @Test
  void doesNotAwaitRowsThatTheBrokersMayHaveDeleted() {
    row(0, 1, 1, 0);
    audit.reportTail(5, true);
    assertThat(audit.hasTail()).isTrue();

    audit.lackRows();

    assertThat(audit.hasTail()).isFalse();
  }

  /** The former system may have committed them. */
  @Test
  void doesNotJudgeCommittedOffsetsOfAPartitionThatNeverHadARow() {
    audit.reportTail(5, true);
    audit.reportTail(5, true);

    assertThat(findings).isEmpty();
    assertThat(audit.hasTail()).isFalse();
  }

  /** Without transactions, output is visible before the checkpoint that writes its row. */
  @Test
  void doesNotAwaitRowsOfOutputThatIsWrittenWithoutTransactions() {
    output(Outputs.Kind.TASK, 7);
    audit.reportTail(-1, false);
    audit.reportTail(-1, false);

    assertThat(findings).isEmpty();
  }

  @Test
  void namesOutputOfAPartitionWithoutALedger() {
    output(Outputs.Kind.DEAD_LETTER, 7);
    audit.reportTail(-1, true);
    audit.reportTail(-1, true);

    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.UNACCOUNTED,
                0,
                8,
                "the ledger has no rows; they have 0 tasks and 1 dead letters"));
  }

  // ---- Rows that the brokers deleted.

  @Test
  void doesNotCallOffsetsUnaccountedWhoseRowsMayHaveBeenDeleted() {
    row(0, 2, 1, 0);
    output(Outputs.Kind.TASK, 0, 3);
    endPass();
    audit.startPass();
    row(5, 6, 0, 0);
    audit.lackRows();
    endPass();
    audit.startPass();
    row(8, 9, 0, 0);
    endPass();

    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.UNACCOUNTED,
                6,
                8,
                "the ledger has no row for these offsets; they have 0 tasks and 0 dead letters"));
    assertThat(report())
        .contains(
            finding(
                Verdict.NOT_PROVABLE, 2, 5, "the ledger no longer has the rows of these offsets"));
  }

  @Test
  void doesNotAwaitRowsThatMayHaveBeenDeleted() {
    audit.lackRows();
    output(Outputs.Kind.TASK, 7);
    endPass();
    audit.reportTail(-1, true);
    audit.reportTail(-1, true);

    assertThat(findings).isEmpty();
    assertThat(audit.hasTail()).isFalse();
    assertThat(audit.end()).isEqualTo(8);
  }

  // ---- Rows that overlap.

  @Test
  void countsOffsetsOnceThatTwoRowsCover() {
    row(0, 100, 2, 0);
    output(Outputs.Kind.TASK, 3, 80);
    row(0, 50, 1, 0);
    row(50, 150, 2, 0);
    output(Outputs.Kind.TASK, 120);
    endPass();

    assertThat(findings).isEmpty();
    assertThat(report()).containsExactly(new Finding(PROVEN, PARTITION, range(0, 150), 3, ""));
    assertThat(audit.totals().outcomes().records()).isEqualTo(3);
  }

  @Test
  void namesWhatIsThereTwiceIfTwoRowsCoverIt() {
    row(0, 100, 2, 0);
    output(Outputs.Kind.TASK, 3, 80);
    row(0, 100, 2, 0);
    output(Outputs.Kind.TASK, 3, 80);
    endPass();

    assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.DUPLICATED).hasSize(2);
    assertThat(report()).extracting(Finding::records).containsExactly(0L);
  }

  // ---- Output that cannot be seen.

  private static final TopicPartition TASKS = new TopicPartition("tasks", 0);

  @Test
  void doesNotCallLostWhatMayHaveBeenDeleted() {
    evidence.add(TASKS, Outputs.Kind.TASK);
    evidence.deleted(TASKS, "tasks-0 is short");
    row(0, 10, 5, 0);
    row(10, 20, 2, 0);
    seen(8, 12, 15);
    endPass();

    assertThat(findings).isEmpty();
    assertThat(report())
        .containsExactly(
            new Finding(Verdict.NOT_PROVABLE, PARTITION, range(0, 10), 5, "tasks-0 is short"),
            new Finding(PROVEN, PARTITION, range(10, 20), 2, ""));
  }

  @Test
  void doesNotCallLostWhatATransactionHides() {
    evidence.add(TASKS, Outputs.Kind.TASK);
    row(0, 10, 1, 0);
    row(10, 20, 2, 0);
    seen(8, 12);
    evidence.hidden(Map.of(TASKS, new Obstacle(Verdict.PENDING, "open", false)));
    endPass();
    assertThat(findings).isEmpty();
    assertThat(report())
        .containsExactly(
            new Finding(PROVEN, PARTITION, range(0, 10), 1, ""),
            new Finding(Verdict.PENDING, PARTITION, range(10, 20), 2, "open"));

    audit.startPass();
    seen(13);
    evidence.hidden(Map.of());
    endPass();
    assertThat(report()).containsExactly(new Finding(PROVEN, PARTITION, range(0, 20), 3, ""));
  }

  private void seen(long... offsets) {
    for (long offset : offsets) {
      evidence.read(TASKS, PARTITION, offset);
      output(Outputs.Kind.TASK, offset);
    }
  }

  @Test
  void showsGapsWhichAreNoFault() {
    row(
        new LedgerRow(
            new TopicPartition("events", 3),
            new OffsetRange(0, 9),
            new LedgerRow.Counts(1, 0, 0, 0, 0),
            0,
            List.of(new OffsetRange(0, 8))),
        true);
    output(Outputs.Kind.TASK, 8);
    endPass();

    assertThat(findings)
        .containsExactly(
            finding(Verdict.GAP, 0, 8, "8 offsets were deleted before they were read"));
    assertThat(Verdict.GAP.isFault()).isFalse();
  }

  @Test
  void waitsForOutputOfRowsThatAreTooNew() {
    row(
        new LedgerRow(
            new TopicPartition("events", 3),
            new OffsetRange(0, 1),
            new LedgerRow.Counts(1, 0, 0, 0, 0),
            0,
            List.of()),
        false);
    endPass();
    assertThat(report()).extracting(Finding::verdict).containsExactly(Verdict.PENDING);

    audit.startPass();
    output(Outputs.Kind.TASK, 0);
    endPass();

    assertThat(findings).isEmpty();
    assertThat(audit.ranges()).isZero();
  }

  @Test
  void holdsNoMoreThanItsWindowOfWhatIsProven() {
    long offset = 0;
    for (int range = 0; range < 40; range++) {
      row(offset, offset + 100_000, 100_000, 0);
      for (int i = 0; i < 100_000; i++) {
        audit.output(Outputs.Kind.TASK, offset++, SOMEWHERE);
      }
    }
    assertThat(audit.ranges()).isLessThan(12);

    output(Outputs.Kind.TASK, 0);
    assertThat(findings)
        .containsExactly(
            finding(
                Verdict.DUPLICATED,
                0,
                1,
                "all output of its range is there, and also the task output-0@42"));
  }

  private void row(long from, long to, long dispatched, long deadLettered) {
    row(
        new LedgerRow(
            new TopicPartition("events", 3),
            new OffsetRange(from, to),
            new LedgerRow.Counts(dispatched, 0, 0, 0, deadLettered),
            0,
            List.of()),
        true);
  }

  private void row(LedgerRow row, boolean isSettled) {
    audit.row(new LedgerRowJson.Parsed(row, Optional.empty()), isSettled);
  }

  private void output(Outputs.Kind kind, long... offsets) {
    for (long offset : offsets) {
      audit.output(kind, offset, SOMEWHERE);
    }
  }

  private void endPass() {
    audit.endPass(evidence, null);
  }

  private List<Finding> report() {
    return audit.report(evidence).stream().toList();
  }

  private static OffsetRange range(long from, long to) {
    return new OffsetRange(from, to);
  }

  private static Finding finding(Verdict verdict, long from, long to, String detail) {
    return new Finding(verdict, PARTITION, range(from, to), to - from, detail);
  }
}
