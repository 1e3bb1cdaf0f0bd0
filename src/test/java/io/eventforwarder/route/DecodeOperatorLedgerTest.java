// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.FailurePolicy.OnLimit;
import io.eventforwarder.config.ForwarderConfig.OnGap;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.testing.FakeSourceLog;
import io.eventforwarder.testing.TaskLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger's rows around checkpoints, restores and rescaling. */
class DecodeOperatorLedgerTest {

  private static final int MAX_PARALLELISM = 8;

  private final SampleTraffic traffic = new SampleTraffic(1, 300);
  private final FakeSourceLog log = new FakeSourceLog();
  private final List<Subtask> subtasks = new ArrayList<>();
  private long checkpoint;

  @AfterEach
  void close() throws Exception {
    stop();
  }

  @Test
  void emitsARowPerPartitionBeforeEachBarrier() throws Exception {
    start(1, List.of());
    subtask(0).process(0, 10, SampleKind.HEADERS);
    subtask(0).process(1, 70, SampleKind.TOMBSTONE);
    subtask(0).process(0, 11, SampleKind.NO_HEADERS);
    subtask(0).process(0, 12, SampleKind.SKIP_CONSUME);
    assertThat(rows()).isEmpty();

    snapshot();

    assertThat(rows())
        .containsExactly(
            new LedgerRow(
                new TopicPartition("events", 0),
                new OffsetRange(10, 13),
                new LedgerRow.Counts(1, 1, 1, 0, 0),
                5,
                List.of()),
            new LedgerRow(
                new TopicPartition("events", 1),
                new OffsetRange(70, 71),
                new LedgerRow.Counts(0, 0, 0, 0, 1),
                5,
                List.of()));
    snapshot();
    assertThat(rows()).hasSize(2);
  }

  @Test
  void emitsTheRemainingRowsAtTheEndOfInput() throws Exception {
    start(1, List.of());
    subtask(0).process(0, 10, SampleKind.HEADERS);

    subtask(0).harness.endInput();

    assertThat(rows()).hasSize(1);
  }

  @Test
  void tilesThroughRestoresAtOtherParallelism() throws Exception {
    start(2, List.of());
    for (int partition = 0; partition < 6; partition++) {
      subtask(partition % 2).process(partition, 100, SampleKind.HEADERS);
    }
    List<OperatorSubtaskState> states = snapshot();
    // Not in the checkpoint: they come again.
    subtask(0).process(0, 101, SampleKind.HEADERS);

    start(3, states);
    for (int partition = 0; partition < 3; partition++) {
      subtask(2 - partition).process(partition, 102, SampleKind.HEADERS);
    }
    // Partitions 3 to 5 have no records this time.
    snapshot();
    states = snapshot();

    start(1, states);
    for (int partition = 0; partition < 6; partition++) {
      subtask(0).process(partition, 103, SampleKind.HEADERS);
    }
    snapshot();
    snapshot();

    assertThat(rows())
        .extracting(
            row ->
                row.source().partition()
                    + ": "
                    + row.offsets().from()
                    + " to "
                    + row.offsets().to())
        .containsExactly(
            "0: 100 to 101",
            "0: 101 to 103",
            "0: 103 to 104",
            "1: 100 to 101",
            "1: 101 to 103",
            "1: 103 to 104",
            "2: 100 to 101",
            "2: 101 to 103",
            "2: 103 to 104",
            "3: 100 to 101",
            "3: 101 to 104",
            "4: 100 to 101",
            "4: 101 to 104",
            "5: 100 to 101",
            "5: 101 to 104");
    assertThat(rows()).allMatch(row -> row.gaps().isEmpty());
  }

  @Test
  void recordsTheGapOfRecordsDeletedWhileItWasDown() throws Exception {
    start(1, List.of());
    subtask(0).process(0, 9, SampleKind.HEADERS);
    List<OperatorSubtaskState> states = snapshot();

    log.deleteTo(new TopicPartition("events", 0), 20);
    start(2, states);
    subtask(1).process(0, 20, SampleKind.HEADERS);
    snapshot();
    snapshot();

    assertThat(rows().get(1).gaps()).containsExactly(new OffsetRange(10, 20));
    assertThat(rows().get(1).offsets().from()).isEqualTo(10);
  }

  @Test
  void emitsTheRowsOfARestoredPartitionThatHasNoNewRecords() throws Exception {
    start(1, List.of());
    subtask(0).process(0, 0, SampleKind.HEADERS);
    subtask(0).process(0, 2, SampleKind.HEADERS);
    List<OperatorSubtaskState> states = snapshot();
    assertThat(rows()).isEmpty();

    start(2, states);
    subtask(1).assign(0, 3);
    snapshot();
    snapshot();

    assertThat(rows())
        .containsExactly(
            new LedgerRow(
                new TopicPartition("events", 0),
                new OffsetRange(0, 3),
                new LedgerRow.Counts(2, 0, 0, 0, 0),
                5,
                List.of()));
  }

  @Test
  void recordsAGapBetweenTheAssignedStartAndTheFirstRecord() throws Exception {
    log.deleteTo(new TopicPartition("events", 0), 20);
    start(1, List.of());
    subtask(0).assign(0, 10);
    subtask(0).process(0, 20, SampleKind.HEADERS);
    snapshot();
    snapshot();

    assertThat(rows().get(0).gaps()).containsExactly(new OffsetRange(10, 20));
  }

  @Test
  void keepsCountsThatWaitForAnAnswerThroughARestore() throws Exception {
    start(1, List.of());
    subtask(0).process(0, 0, SampleKind.HEADERS);
    log.fallSilent();
    subtask(0).process(0, 2, SampleKind.HEADERS);
    List<OperatorSubtaskState> states = snapshot();
    assertThat(rows()).isEmpty();

    log.answer();
    start(1, states);
    subtask(0).process(0, 3, SampleKind.TOMBSTONE);
    snapshot();
    snapshot();

    assertThat(rows())
        .containsExactly(
            new LedgerRow(
                new TopicPartition("events", 0),
                new OffsetRange(0, 4),
                new LedgerRow.Counts(2, 0, 0, 0, 1),
                5,
                List.of()));
  }

  // ---- Harness.

  private final List<LedgerRow> rows = new ArrayList<>();

  private List<LedgerRow> rows() {
    subtasks.forEach(Subtask::drain);
    rows.sort(
        Comparator.comparing((LedgerRow row) -> row.source().partition())
            .thenComparing(row -> row.offsets().from()));
    return rows;
  }

  private Subtask subtask(int index) {
    return subtasks.get(index);
  }

  private void start(int parallelism, List<OperatorSubtaskState> states) throws Exception {
    stop();
    for (int index = 0; index < parallelism; index++) {
      subtasks.add(new Subtask(index, parallelism, states));
    }
  }

  private void stop() throws Exception {
    for (Subtask subtask : subtasks) {
      subtask.drain();
      subtask.harness.close();
    }
    subtasks.clear();
  }

  private List<OperatorSubtaskState> snapshot() throws Exception {
    checkpoint++;
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (Subtask subtask : subtasks) {
      subtask.harness.prepareSnapshotPreBarrier(checkpoint);
      states.add(subtask.harness.snapshot(checkpoint, 0));
    }
    return states;
  }

  private final class Subtask {

    private final OneInputStreamOperatorTestHarness<SourceRecord, PostProcessTask> harness;

    Subtask(int index, int parallelism, List<OperatorSubtaskState> states) throws Exception {
      harness =
          new OneInputStreamOperatorTestHarness<>(
              new DecodeOperator<>(
                  new DecodeSettings(
                      Map.of("events", EventStreamType.ERROR),
                      DecodeLimits.DEFAULT,
                      new FailurePolicy(1, Duration.ofMinutes(1), 0, OnLimit.CONTINUE),
                      OnGap.RECORD,
                      0),
                  SwitchSource.fixed(DecodeMode.HEADERS_FIRST),
                  TaskLimit.bytes(100_000),
                  log,
                  MainOutput.tasks()),
              MAX_PARALLELISM,
              parallelism,
              index);
      if (!states.isEmpty()) {
        harness.setup();
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                AbstractStreamOperatorTestHarness.repackageState(
                    states.toArray(OperatorSubtaskState[]::new)),
                MAX_PARALLELISM,
                states.size(),
                parallelism,
                index));
      }
      harness.open();
    }

    void assign(int partition, long start) throws Exception {
      harness.processElement(
          new StreamRecord<>(SourceRecord.assignment("events", partition, start)));
    }

    void process(int partition, long offset, SampleKind kind) throws Exception {
      SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, kind);
      harness.processElement(
          new StreamRecord<>(
              new SourceRecord(
                  new Coordinates("events", partition, offset),
                  5,
                  null,
                  sample.value(),
                  sample.headers())));
    }

    void drain() {
      var output = harness.getSideOutput(SideOutputs.LEDGER);
      if (output != null) {
        output.forEach(record -> rows.add(record.getValue()));
        output.clear();
      }
    }
  }
}
