// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.config.ForwarderConfig;
import io.eventforwarder.config.GateSettings;
import io.eventforwarder.config.GateSettings.Followed;
import io.eventforwarder.config.GateSettings.OffsetSemantics;
import io.eventforwarder.config.GateSettings.OnBackward;
import io.eventforwarder.control.FakeSwitches;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.kafka.KafkaCluster;
import io.eventforwarder.ledger.LedgerRow;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.OffsetRange;
import io.eventforwarder.source.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes the gate, when, and in which order. */
class GateOperatorTest {

  private static final int MAX_PARALLELISM = 8;

  /** Used only when a checkpoint is complete. */
  private static final KafkaCluster NO_CLUSTER =
      KafkaCluster.source(
          ForwarderConfig.load(
              Optional.empty(), Map.of("source.bootstrap-servers", "127.0.0.1:1"), Map.of()));

  private KeyedTwoInputStreamOperatorTestHarness<String, Gated, Announcement, PostProcessTask> gate;
  private StateBackend backend = new HashMapStateBackend();
  private GateSettings settings = settings(OnBackward.MAXIMUM, "a");
  private final FakeSwitches switches = new FakeSwitches();
  private long time;

  static List<StateBackend> backends() {
    return List.of(new HashMapStateBackend(), new EmbeddedRocksDBStateBackend(false));
  }

  @AfterEach
  void close() throws Exception {
    if (gate != null) {
      gate.close();
    }
  }

  @Test
  void holdsATaskUntilItsOffsetIsAnnounced() throws Exception {
    start();
    task(0, 5);
    assertThat(released()).isEmpty();
    announce(0, "a", 5);
    assertThat(released()).isEmpty();
    announce(0, "a", 6);
    assertThat(released()).containsExactly("0: 5");
  }

  @Test
  void passesATaskWhoseOffsetIsAlreadyAnnounced() throws Exception {
    start();
    announce(0, "a", 6);
    task(0, 5);
    task(0, 6);
    assertThat(released()).containsExactly("0: 5");
  }

  @Test
  void keepsPartitionsApart() throws Exception {
    start();
    task(0, 5);
    task(1, 5);
    announce(1, "a", 100);
    assertThat(released()).containsExactly("1: 5");
  }

  @Test
  void waitsForAllGroups() throws Exception {
    settings = settings(OnBackward.MAXIMUM, "a", "b");
    start();
    task(0, 5);
    announce(0, "a", 100);
    announce(0, "b", 5);
    assertThat(released()).isEmpty();
    announce(0, "b", 6);
    assertThat(released()).containsExactly("0: 5");
  }

  @Test
  void keepsTheHighestAnnouncedPosition() throws Exception {
    start();
    announce(0, "a", 10);
    announce(0, "a", 3);
    announce(0, "a", 3);
    task(0, 9);
    assertThat(released()).containsExactly("0: 9");
  }

  @Test
  void followsBackwardsAndReleasesNothingTwice() throws Exception {
    settings = settings(OnBackward.FOLLOW, "a");
    start();
    announce(0, "a", 10);
    task(0, 8);
    announce(0, "a", 3);
    task(0, 9);
    assertThat(released()).containsExactly("0: 8");
    announce(0, "a", 10);
    assertThat(released()).containsExactly("0: 8", "0: 9");
  }

  @Test
  void passesARowAfterItsTasksAndOnlyWhenItsRangeIsStored() throws Exception {
    start();
    task(0, 5);
    task(0, 6);
    row(0, 5, 9);
    task(0, 9);
    announce(0, "a", 8);
    assertThat(released()).containsExactly("0: 5", "0: 6");
    assertThat(rows()).isEmpty();
    announce(0, "a", 9);
    assertThat(rows()).extracting(row -> row.offsets().to()).containsExactly(9L);
    announce(0, "a", 10);
    assertThat(released()).containsExactly("0: 5", "0: 6", "0: 9");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void releasesABacklogInOrderAndProcessesInputsMeanwhile(StateBackend each) throws Exception {
    backend = each;
    start();
    int tasks = 5 * GateOperator.BATCH + 7;
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      task(0, 2 * i);
      expected.add("0: " + 2 * i);
    }
    gate.processElement2(announcement(0, "a", 1L << 40));
    passTime();
    assertThat(released()).hasSize(GateOperator.BATCH);
    task(0, 2 * tasks);
    expected.add("0: " + 2 * tasks);

    drain();

    assertThat(released()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void restoresACheckpointAtAnotherParallelism(StateBackend each) throws Exception {
    backend = each;
    start();
    for (int partition = 0; partition < 4; partition++) {
      announce(partition, "a", 3);
      for (int offset = 0; offset < 6; offset++) {
        task(partition, offset);
      }
      row(partition, 0, 6);
    }
    OperatorSubtaskState state = gate.snapshot(1, 1);
    gate.close();

    Map<Integer, List<String>> releasedByPartition = new TreeMap<>();
    int rows = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      restore(state, subtask, 2);
      List<Integer> here = new ArrayList<>();
      for (int partition = 0; partition < 4; partition++) {
        if (isHere(partition, subtask, 2)) {
          here.add(partition);
          announce(partition, "a", 6);
        }
      }
      for (String each2 : released()) {
        releasedByPartition
            .computeIfAbsent(each2.charAt(0) - '0', key -> new ArrayList<>())
            .add(each2.substring(3));
      }
      rows += rows().size();
      gate.close();
    }
    assertThat(releasedByPartition).hasSize(4);
    assertThat(releasedByPartition.values()).allMatch(List.of("3", "4", "5")::equals);
    assertThat(rows).isEqualTo(4);
  }

  @Test
  void continuesToReleaseAfterARestoreWithoutAnAnnouncement() throws Exception {
    start();
    for (int i = 0; i < 3 * GateOperator.BATCH; i++) {
      task(0, i);
    }
    gate.processElement2(announcement(0, "a", 1L << 40));
    passTime();
    OperatorSubtaskState state = gate.snapshot(1, 1);
    gate.close();

    restore(state, 0, 1);
    drain();

    assertThat(released()).hasSize(2 * GateOperator.BATCH).startsWith("0: " + GateOperator.BATCH);
  }

  @Test
  void holdsTheTasksOfATopicThatIsNoLongerFollowed() throws Exception {
    start();
    task(0, 1);
    OperatorSubtaskState state = gate.snapshot(1, 1);
    gate.close();
    settings = new GateSettings(Map.of(), OffsetSemantics.NEXT, OnBackward.MAXIMUM, 1);
    restore(state, 0, 1);
    drain();
    assertThat(released()).isEmpty();
  }

  @Test
  void releasesNothingWhilePaused() throws Exception {
    start();
    task(0, 1);
    switches.pause("events", true);
    announce(0, "a", 3);
    task(0, 2);
    task(1, 5);
    announce(1, "a", 100);
    task(1, 6);
    assertThat(released()).isEmpty();

    OperatorSubtaskState state = gate.snapshot(1, 1);
    gate.close();
    restore(state, 0, 1);
    drain();
    assertThat(released()).isEmpty();

    switches.pause("events", false);
    drain();
    assertThat(released()).containsExactlyInAnyOrder("0: 1", "0: 2", "1: 5", "1: 6");
    task(1, 7);
    assertThat(released()).hasSize(5);
  }

  @Test
  void holdsAnAnnouncedTaskWhilePausedAndReleasesItWithoutAnotherAnnouncement() throws Exception {
    start();
    announce(0, "a", 10);
    switches.pause("events", true);
    task(0, 1);
    task(0, 2);
    drain();
    assertThat(released()).isEmpty();

    switches.pause("events", false);
    drain();

    assertThat(released()).containsExactly("0: 1", "0: 2");
  }

  @Test
  void failsBeforeACheckpointWhenTheSwitchesAreNoLongerFollowed() throws Exception {
    start();
    gate.prepareSnapshotPreBarrier(1);
    switches.die();

    assertThatThrownBy(() -> gate.prepareSnapshotPreBarrier(2))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Compares the gate with a model: a list and a number. */
  @ParameterizedTest
  @MethodSource("backends")
  void neverReleasesEarlyTwiceOrOutOfOrder(StateBackend each) throws Exception {
    backend = each;
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      // Some backlogs are within a chunk of held items, some longer than several.
      int lag = seed % 2 == 0 ? 20 : 8 * HeldItems.CHUNK;
      time = 0;
      start();
      int next = 0;
      long announced = 0;
      List<String> expected = new ArrayList<>();
      List<Integer> waiting = new ArrayList<>();
      List<String> before = new ArrayList<>();
      for (int step = 0; step < 2_000; step++) {
        int dice = random.nextInt(100);
        if (dice < 70) {
          next += 1 + random.nextInt(3);
          task(0, next);
          waiting.add(next);
        } else if (dice < 98) {
          long position = Math.max(0, next - lag + random.nextInt(lag * 3 / 2));
          announced = Math.max(announced, position);
          announce(0, "a", position);
        } else {
          before.addAll(released());
          OperatorSubtaskState state = gate.snapshot(step, step);
          gate.close();
          restore(state, 0, 1);
        }
        while (!waiting.isEmpty() && waiting.get(0) < announced) {
          expected.add("0: " + waiting.remove(0));
        }
        drain();
        List<String> all = new ArrayList<>(before);
        all.addAll(released());
        assertThat(all.size()).as("seed %s, step %s", seed, step).isEqualTo(expected.size());
      }
      before.addAll(released());
      assertThat(before).isEqualTo(expected);
      gate.close();
    }
  }

  // ---- Running.

  private static GateSettings settings(OnBackward onBackward, String... groups) {
    return new GateSettings(
        Map.of("events", new Followed("log", Set.of(groups))), OffsetSemantics.NEXT, onBackward, 1);
  }

  private void start() throws Exception {
    open(null, 0, 1);
  }

  private void restore(OperatorSubtaskState state, int subtask, int subtasks) throws Exception {
    open(
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            state, MAX_PARALLELISM, 1, subtasks, subtask),
        subtask,
        subtasks);
  }

  private void open(OperatorSubtaskState state, int subtask, int subtasks) throws Exception {
    gate =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new GateOperator(settings, () -> switches, NO_CLUSTER, "group"),
            Gated::key,
            Announcement::key,
            Types.STRING,
            MAX_PARALLELISM,
            subtasks,
            subtask);
    gate.setStateBackend(backend);
    gate.setProcessingTime(time);
    if (state != null) {
      gate.initializeState(state);
    }
    gate.open();
  }

  private static boolean isHere(int partition, int subtask, int subtasks) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            "events-" + partition, MAX_PARALLELISM, subtasks)
        == subtask;
  }

  private void task(int partition, long offset) throws Exception {
    Coordinates source = new Coordinates("events", partition, offset);
    gate.processElement1(
        new StreamRecord<>(
            Gated.task(
                new PostProcessTask(
                    source,
                    source,
                    1,
                    TraceContext.NONE,
                    new TaskFields().set(TaskField.QUEUE, "queue")))));
  }

  private void row(int partition, long from, long to) throws Exception {
    gate.processElement1(
        new StreamRecord<>(
            Gated.row(
                new LedgerRow(
                    new TopicPartition("events", partition),
                    new OffsetRange(from, to),
                    new LedgerRow.Counts(1, 0, 0, 0, 0),
                    5,
                    List.of()))));
  }

  private void announce(int partition, String group, long position) throws Exception {
    gate.processElement2(announcement(partition, group, position));
    drain();
  }

  private static StreamRecord<Announcement> announcement(
      int partition, String group, long position) {
    return new StreamRecord<>(
        new Announcement(new TopicPartition("events", partition), group, position, 0));
  }

  private void drain() throws Exception {
    for (int i = 0; i < 20; i++) {
      passTime();
    }
  }

  /** Enough time for one batch on any machine. */
  private void passTime() throws Exception {
    time += 1_000_000;
    gate.setProcessingTime(time);
  }

  private List<String> released() {
    return gate.extractOutputValues().stream()
        .map(task -> task.source().partition() + ": " + task.source().offset())
        .toList();
  }

  private List<LedgerRow> rows() {
    var rows = gate.getSideOutput(GateOperator.LEDGER);
    return rows == null ? List.of() : rows.stream().map(StreamRecord::getValue).toList();
  }
}
