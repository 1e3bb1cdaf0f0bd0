// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.eventforwarder.config.OnGap;
import io.eventforwarder.decode.Via;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.testing.FakeSourceLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

    assertThat(ledger.cut())
        .containsExactly(new LedgerRow("events", 3, 10, 15, 2, 1, 1, 0, 1, 900, List.of()));
    assertThat(log.questions()).isZero();
  }

  @Test
  void itsRowsTile() {
    consume(0);
    consume(1);
    assertThat(ledger.cut())
        .extracting(LedgerRow::from, LedgerRow::to)
        .containsExactly(range(0, 2));
    assertThat(ledger.cut()).isEmpty();
    consume(2);
    assertThat(ledger.cut())
        .extracting(LedgerRow::from, LedgerRow::to)
        .containsExactly(range(2, 3));
  }

  @Test
  void tilesOverOffsetsThatHoldNoRecord() {
    consume(0);
    ledger.cut();
    // 1 and 2 are an aborted record and its marker, 4 is a marker.
    consume(3).skipped();
    consume(5).skipped();

    LedgerRow row = ledger.cut().get(0);
    assertThat(row.from()).isEqualTo(1);
    assertThat(row.to()).isEqualTo(6);
    assertThat(row.records()).isEqualTo(2);
    assertThat(row.gaps()).isEmpty();
    assertThat(lost).hasValue(0);
  }

  @Test
  void tellsAGapFromAHoleByWhatTheBrokersStillHold() {
    consume(99);
    ledger.cut();
    log.deleteTo(PARTITION, 150);
    consume(152);

    LedgerRow row = ledger.cut().get(0);
    assertThat(row.from()).isEqualTo(100);
    assertThat(row.to()).isEqualTo(153);
    assertThat(row.gaps()).containsExactly(new Gap(100, 150, GapCause.RETENTION));
    assertThat(lost).hasValue(50);
  }

  @Test
  void aGapEndsWhereRecordsWereConsumedAgainHoweverMuchIsGoneSince() {
    consume(0);
    log.deleteTo(PARTITION, 40);
    consume(20);
    consume(21);

    assertThat(ledger.cut().get(0).gaps()).containsExactly(new Gap(1, 20, GapCause.RETENTION));
  }

  @Test
  void rowsWaitForAnAnswerAndCheckpointsDoNot() {
    consume(0);
    log.fallSilent();
    consume(5);
    consume(7);
    assertThat(ledger.cut()).isEmpty();
    assertThat(ledger.snapshot(1, 0, 1))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.holes()).containsExactly(new Hole(1, 5), new Hole(6, 7));
              assertThat(entry.open().records()).isEqualTo(0);
            });

    log.answer();
    assertThat(ledger.cut())
        .extracting(LedgerRow::from, LedgerRow::to)
        .containsExactly(range(0, 8));
  }

  @Test
  void asksOnceForManyHolesAndAgainForThoseSince() {
    consume(0);
    log.fallSilent();
    consume(2);
    consume(4);
    consume(6);
    assertThat(log.questions()).isEqualTo(1);

    log.answer();
    assertThat(ledger.cut()).hasSize(1);
    assertThat(log.questions()).isEqualTo(2);
  }

  @Test
  void asksAgainWhenTheBrokersDoNotAnswer() {
    consume(0);
    log.fallSilent();
    consume(2);
    log.deleteTo(PARTITION, 2);
    log.fail(new TimeoutException("no answer"));
    assertThat(ledger.cut()).isEmpty();

    assertThat(ledger.cut().get(0).gaps()).containsExactly(new Gap(1, 2, GapCause.RETENTION));
  }

  @Test
  void aPartitionWithoutALeaderKeepsBackItsOwnRowsOnly() {
    consume(0);
    consumeOfOther(0);
    log.hide(PARTITION);
    log.fallSilent();
    consume(2);
    consumeOfOther(2);

    log.answer();
    assertThat(ledger.cut()).extracting(LedgerRow::partition).containsExactly(7);

    log.showAll();
    assertThat(ledger.cut())
        .extracting(LedgerRow::partition, LedgerRow::from, LedgerRow::to)
        .containsExactly(tuple(3, 0L, 3L));
  }

  private void consumeOfOther(long offset) {
    ledger
        .consumed(new SourceRecord("events", 7, offset, 0, null, null, new RecordHeaders()))
        .dispatched(Via.HEADERS);
  }

  @Test
  void endsTheJobWithoutARestartIfToldTo() {
    Ledger strict = new Ledger(new GapWatch(log, OnGap.FAIL, lost::addAndGet));
    strict.consumed(record(0, 0));
    strict.consumed(record(2, 0));
    strict.cut();
    log.deleteTo(PARTITION, 10);
    strict.consumed(record(10, 0));

    assertThatThrownBy(strict::cut)
        .isInstanceOf(SuppressRestartsException.class)
        .rootCause()
        .hasMessage(
            "offsets 3 to 9 of events-3 were deleted before they were read (retention): 7 offsets are"
                + " lost; to go on behind them, set source.on-gap: record and start from the last"
                + " checkpoint, and raise the topic's retention");
  }

  @Test
  void goesOnFromTheOffsetsOfTheGroup() {
    ledger.resume(Map.of(PARTITION, 7L));
    consume(8);

    assertThat(ledger.cut())
        .extracting(LedgerRow::from, LedgerRow::to)
        .containsExactly(range(7, 9));
  }

  @Test
  void startsARangeAnewWhenOffsetsGoBack() {
    consume(5).skipped();
    consume(0).skipped();
    consume(1).skipped();

    assertThat(ledger.cut())
        .extracting(LedgerRow::from, LedgerRow::to)
        .containsExactly(range(5, 6), range(0, 2));
  }

  @Test
  void restoresTheNewestEntryOfAPartition() {
    LedgerEntry stale = new PartitionLedger(PARTITION, 10).entry(4);
    LedgerEntry fresh = new PartitionLedger(PARTITION, 20).entry(5);
    ledger.restore(List.of(fresh, stale));
    consume(20);

    assertThat(ledger.cut())
        .extracting(LedgerRow::from, LedgerRow::to)
        .containsExactly(range(20, 21));
  }

  private static Tuple range(long from, long to) {
    return Tuple.tuple(from, to);
  }

  private PartitionLedger consume(long offset) {
    return consume(offset, 0);
  }

  private PartitionLedger consume(long offset, long timestamp) {
    return ledger.consumed(record(offset, timestamp));
  }

  private static SourceRecord record(long offset, long timestamp) {
    return new SourceRecord("events", 3, offset, timestamp, null, null, new RecordHeaders());
  }
}
