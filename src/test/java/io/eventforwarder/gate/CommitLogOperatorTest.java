// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.GateSettings;
import io.eventforwarder.config.GateSettings.Followed;
import io.eventforwarder.config.GateSettings.OffsetSemantics;
import io.eventforwarder.config.GateSettings.OnBackward;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Announcements during and after the catch-up with the commit logs. */
class CommitLogOperatorTest {

  private static final TopicPartition LOG = new TopicPartition("log", 0);
  private static final TopicPartition OTHER_LOG = new TopicPartition("other-log", 0);

  @Test
  void emitsOnePositionOfEachGroupWhenItHasReadToTheEnd() throws Exception {
    try (var log = start(OnBackward.MAXIMUM, Map.of(LOG, 13L), null)) {
      read(log, LOG, 10, "events:0:a", "5");
      read(log, LOG, 11, "events:0:a", "9");
      read(log, LOG, 12, "events:1:a", "4");
      assertThat(positions(log)).isEmpty();

      read(log, LOG, 13, "events:0:a", "7");

      assertThat(positions(log)).containsExactly("events-0 a 9", "events-1 a 4");
      read(log, LOG, 14, "events:0:a", "3");
      assertThat(positions(log)).last().isEqualTo("events-0 a 3");
    }
  }

  @Test
  void followsBackwardDuringTheCatchUp() throws Exception {
    try (var log = start(OnBackward.FOLLOW, Map.of(LOG, 12L), null)) {
      read(log, LOG, 10, "events:0:a", "5");
      read(log, LOG, 11, "events:0:a", "9");
      read(log, LOG, 12, "events:0:a", "7");

      assertThat(positions(log)).containsExactly("events-0 a 7");
    }
  }

  @Test
  void catchesUpIfTheLastRecordIsMalformed() throws Exception {
    try (var log = start(OnBackward.MAXIMUM, Map.of(LOG, 12L), null)) {
      read(log, LOG, 10, "events:0:a", "5");
      read(log, LOG, 12, "events:0:a", null);

      assertThat(positions(log)).containsExactly("events-0 a 5");
    }
  }

  @Test
  void waitsForEachLogSeparately() throws Exception {
    try (var log = start(OnBackward.MAXIMUM, Map.of(LOG, 10L, OTHER_LOG, 5L), null)) {
      read(log, LOG, 10, "events:0:a", "5");
      read(log, LOG, 11, "events:0:a", "6");
      read(log, OTHER_LOG, 4, "transactions:0:a", "1");

      assertThat(positions(log)).containsExactly("events-0 a 5", "events-0 a 6");
    }
  }

  @Test
  void emitsAtOnceIfTheLogWasEmpty() throws Exception {
    try (var log = start(OnBackward.MAXIMUM, Map.of(), null)) {
      read(log, LOG, 0, "events:0:a", "1");

      assertThat(positions(log)).containsExactly("events-0 a 1");
    }
  }

  @Test
  void restoresWhatItHasReadDuringTheCatchUp() throws Exception {
    OperatorSubtaskState state;
    try (var log = start(OnBackward.MAXIMUM, Map.of(LOG, 12L), null)) {
      read(log, LOG, 10, "events:0:a", "5");
      read(log, LOG, 11, "events:1:a", "6");
      state = log.snapshot(1, 1);
    }
    try (var log = start(OnBackward.MAXIMUM, Map.of(LOG, 14L), state)) {
      read(log, LOG, 12, "events:0:a", "7");
      log.setProcessingTime(100);
      assertThat(positions(log)).isEmpty();
      read(log, LOG, 14, "events:0:a", "8");

      assertThat(positions(log)).containsExactly("events-0 a 8", "events-1 a 6");
    }
  }

  @Test
  void doesNotWaitForALogWhoseRecordsWereDeleted() throws Exception {
    OperatorSubtaskState state;
    try (var log = start(OnBackward.MAXIMUM, Map.of(LOG, 12L), null)) {
      read(log, LOG, 10, "events:0:a", "5");
      state = log.snapshot(1, 1);
    }
    try (var log = start(OnBackward.MAXIMUM, Map.of(), state)) {
      log.setProcessingTime(100);

      assertThat(positions(log)).containsExactly("events-0 a 5");
    }
  }

  private static OneInputStreamOperatorTestHarness<SourceRecord, Announcement> start(
      OnBackward onBackward, Map<TopicPartition, Long> lastOffsets, OperatorSubtaskState state)
      throws Exception {
    GateSettings settings =
        new GateSettings(
            Map.of(
                "events", new Followed("log", Set.of("a")),
                "transactions", new Followed("other-log", Set.of("a"))),
            OffsetSemantics.NEXT,
            onBackward,
            1);
    HashMap<TopicPartition, Long> last = new HashMap<>(lastOffsets);
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new CommitLogOperator(settings, () -> last),
            SourceRecord.TYPE.createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void read(
      OneInputStreamOperatorTestHarness<SourceRecord, Announcement> log,
      TopicPartition partition,
      long offset,
      String key,
      String value)
      throws Exception {
    log.processElement(
        new StreamRecord<>(
            new SourceRecord(
                new Coordinates(partition.topic(), partition.partition(), offset),
                1_000,
                key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders())));
  }

  private static List<String> positions(
      OneInputStreamOperatorTestHarness<SourceRecord, Announcement> log) {
    return log.extractOutputValues().stream()
        .map(
            announcement ->
                announcement.key() + " " + announcement.group() + " " + announcement.position())
        .toList();
  }
}
