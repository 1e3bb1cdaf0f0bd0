// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.eventforwarder.config.ForwarderConfig.OnGap;
import io.eventforwarder.decode.Via;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.testing.FakeSourceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final TopicPartition PARTITION = new TopicPartition("events", 3);

  private final FakeSourceLog log = new FakeSourceLog();
  private final AtomicLong lost = new AtomicLong();
  private final Ledger ledger = new Ledger(new GapWatch(log, OnGap.RECORD, lost::addAndGet));

  @Test
  void countsEachOutcome() {
    consume(10, 1_000).dispatched(Via.HEADERS);
    consume(11, 900).dispatched(Via.VALUE);
    consume(12, 950).skipped();
    consume(13, 990).deadLettered();
    consume(14, 970).dispatched(Via.HEADERS);

    assertThat(cut())
        .containsExactly(
            new LedgerRow(
                new TopicPartition("events", 3),
                new OffsetRange(10, 15),
                new LedgerRow.Counts(2, 1, 1, 0, 1),
                900,
                List.of()));
    assertThat(log.questions()).isZero();
  }

  @Test
  void itsRowsTile() {
    consume(0);
    consume(1);
    assertThat(cut())
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(0, 2));
    assertThat(cut()).isEmpty();
    consume(2);
    assertThat(cut())
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(2, 3));
  }

  @Test
  void tilesOverOffsetsThatHoldNoRecord() {
    consume(0);
    cut();
    // 1 and 2 are an aborted record and its marker, 4 is a marker.
    consume(3).skipped();
    consume(5).skipped();

    LedgerRow row = cutTwice().get(0);
    assertThat(row.offsets().from()).isEqualTo(1);
    assertThat(row.offsets().to()).isEqualTo(6);
    assertThat(row.counts().records()).isEqualTo(2);
    assertThat(row.gaps()).isEmpty();
    assertThat(lost).hasValue(0);
  }

  @Test
  void distinguishesAGapFromAHoleByTheFirstOffsetThatTheBrokersHold() {
    consume(99);
    cut();
    log.deleteTo(PARTITION, 150);
    consume(152);

    LedgerRow row = cutTwice().get(0);
    assertThat(row.offsets().from()).isEqualTo(100);
    assertThat(row.offsets().to()).isEqualTo(153);
    assertThat(row.gaps()).containsExactly(new OffsetRange(100, 150));
    assertThat(lost).hasValue(50);
  }

  @Test
  void aGapEndsAtTheNextRecordEvenIfMoreWasDeletedSince() {
    consume(0);
    log.deleteTo(PARTITION, 40);
    consume(20);
    consume(21);

    assertThat(cutTwice().get(0).gaps()).containsExactly(new OffsetRange(1, 20));
  }

  @Test
  void asksAtOneCheckpointAndUsesTheAnswerAtALaterOne() {
    consume(0);
    log.fallSilent();
    consume(5);
    consume(7);
    assertThat(log.questions()).isZero();
    assertThat(cut()).isEmpty();
    assertThat(cut()).isEmpty();
    assertThat(log.questions()).isEqualTo(1);
    assertThat(ledger.entries(1, 0, 1))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.holes())
                  .containsExactly(new OffsetRange(1, 5), new OffsetRange(6, 7));
              assertThat(entry.open().offsets().from()).isEqualTo(0);
              assertThat(entry.open().offsets().to()).isEqualTo(8);
            });

    log.answer();
    assertThat(cut())
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(0, 8));
  }

  @Test
  void rowsFollowEvenIfEachCheckpointSeesANewHole() {
    long to = 0;
    List<LedgerRow> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      consume(to + 1).skipped();
      to += 2;
      rows.addAll(cut());
    }

    assertThat(rows)
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(1, 2), range(2, 4), range(4, 6), range(6, 8));
  }

  @Test
  void neverUsesAnAnswerForAHoleSeenAfterTheQuestion() {
    log.fallSilent();
    consume(0);
    consume(2);
    cut();
    // The answer is given before offset 3 is deleted.
    log.answer();
    log.deleteTo(PARTITION, 4);
    consume(4);

    List<LedgerRow> rows = new ArrayList<>(cut());
    rows.addAll(cut());
    assertThat(rows)
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(0, 3), range(3, 5));
    assertThat(rows.get(0).gaps()).isEmpty();
    assertThat(rows.get(1).gaps()).containsExactly(new OffsetRange(3, 4));
  }

  @Test
  void forgetsAQuestionWhenOffsetsGoBack() {
    log.fallSilent();
    consume(10);
    consume(12);
    cut();
    consume(0);
    consume(3);
    cut();
    log.deleteTo(PARTITION, 3);
    log.answer();

    assertThat(cut())
        .filteredOn(row -> row.offsets().from() == 0)
        .singleElement()
        .satisfies(row -> assertThat(row.gaps()).containsExactly(new OffsetRange(1, 3)));
  }

  @Test
  void asksAgainAfterAFailureAboutAllHolesSince() {
    consume(0);
    log.fallSilent();
    consume(2);
    assertThat(cut()).isEmpty();
    consume(4);
    log.deleteTo(PARTITION, 2);
    log.fail(new TimeoutException("no answer"));
    assertThat(cut()).isEmpty();

    assertThat(cut())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.offsets().to()).isEqualTo(5);
              assertThat(row.gaps()).containsExactly(new OffsetRange(1, 2));
            });
  }

  @Test
  void aPartitionWithoutALeaderDelaysOnlyItsOwnRows() {
    log.loseLeader(PARTITION);
    consume(0);
    consume(2);
    consumeOfOther(0);
    consumeOfOther(2);

    assertThat(cutTwice()).extracting(row -> row.source().partition()).containsExactly(7);

    log.answer();
    assertThat(cut())
        .extracting(
            row -> row.source().partition(), row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(tuple(3, 0L, 3L));
  }

  @Test
  void waitsForTheAnswerAtTheEndOnly() {
    consume(0);
    consume(2);

    assertThat(ledger.cut(true))
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(0, 3));
  }

  private void consumeOfOther(long offset) {
    TopicPartition other = new TopicPartition("events", 7);
    PartitionLedger partition = ledger.partition(other, offset);
    ledger.consumed(partition, offset, 0);
    partition.dispatched(Via.HEADERS);
  }

  @Test
  void endsTheJobWithoutARestartIfConfigured() {
    Ledger strict = new Ledger(new GapWatch(log, OnGap.FAIL, lost::addAndGet));
    PartitionLedger partition = strict.partition(PARTITION, 0);
    strict.consumed(partition, 0, 0);
    strict.consumed(partition, 2, 0);
    strict.cut(false);
    log.deleteTo(PARTITION, 10);
    strict.consumed(partition, 10, 0);
    strict.cut(false);

    assertThatThrownBy(() -> strict.cut(false))
        .isInstanceOf(SuppressRestartsException.class)
        .rootCause()
        .hasMessage(
            "offsets 3 to 9 of events-3 were deleted before they were read: 7 offsets are"
                + " lost; to continue after them, set source.on-gap: record and start from the last"
                + " checkpoint, and raise the topic's retention");
  }

  @Test
  void startsWhereTheReaderStarts() {
    ledger.partition(PARTITION, 7);
    consume(8);

    assertThat(cutTwice())
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(7, 9));
  }

  @Test
  void startsARangeAnewWhenOffsetsGoBack() {
    consume(5).skipped();
    consume(0).skipped();
    consume(1).skipped();

    assertThat(cut())
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(5, 6), range(0, 2));
  }

  @Test
  void restoresTheNewestEntryOfAPartition() {
    LedgerEntry stale = new PartitionLedger(LedgerEntry.startingAt(PARTITION, 10)).entry(4);
    LedgerEntry fresh = new PartitionLedger(LedgerEntry.startingAt(PARTITION, 20)).entry(5);
    ledger.restore(List.of(fresh, stale));
    consume(20);

    assertThat(cut())
        .extracting(row -> row.offsets().from(), row -> row.offsets().to())
        .containsExactly(range(20, 21));
  }

  private static Tuple range(long from, long to) {
    return Tuple.tuple(from, to);
  }

  private List<LedgerRow> cut() {
    return ledger.cut(false);
  }

  /** The rows of two checkpoints: the first asks about holes, the second uses the answers. */
  private List<LedgerRow> cutTwice() {
    List<LedgerRow> rows = new ArrayList<>(cut());
    rows.addAll(cut());
    return rows;
  }

  private PartitionLedger consume(long offset) {
    return consume(offset, 0);
  }

  private PartitionLedger consume(long offset, long timestamp) {
    PartitionLedger partition = ledger.partition(PARTITION, offset);
    ledger.consumed(partition, offset, timestamp);
    return partition;
  }
}
