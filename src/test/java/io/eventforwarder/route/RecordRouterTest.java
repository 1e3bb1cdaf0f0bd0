// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.FailurePolicy.OnLimit;
import io.eventforwarder.control.Switches;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.Decoded;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.decode.Via;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.testing.TaskLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RecordRouterTest {

  private static final DecodeFailure FAILURE =
      new DecodeFailure(FailureReason.MISSING_FIELD, "event_id", -1, "expected the header");

  private final SourceRecord record =
      new SourceRecord(new Coordinates("events", 3, 41), 5, null, new byte[0], new RecordHeaders());
  private final SourcePartition partition =
      new SourcePartition(
          new TopicPartition("events", 3),
          EventStreamType.ERROR,
          null,
          new FailurePolicy(1, Duration.ofMinutes(1), 0, OnLimit.CONTINUE),
          null);
  private final List<String> outputs = new ArrayList<>();

  RecordRouterTest() {
    partition.apply(Switches.none(DecodeMode.HEADERS_FIRST));
  }

  @Test
  void aTaskGoesToTheTasks() {
    assertThat(route(new Decoded.Dispatch(Via.HEADERS, null, new TaskFields(), null)))
        .containsExactly("task events-3@41");
  }

  @Test
  void aFallbackIsReportedInAdditionToTheOutcome() {
    assertThat(route(new Decoded.Dispatch(Via.VALUE, FAILURE, new TaskFields(), null)))
        .containsExactly("fallback MISSING_FIELD", "task events-3@41");
    assertThat(route(new Decoded.Skip(Via.VALUE, FAILURE, SkipCause.MERGE)))
        .containsExactly("fallback MISSING_FIELD", "skipped merge");
  }

  @Test
  void aRecordThatNeitherPathDecidedIsADeadLetter() {
    DecodeFailure value = new DecodeFailure(FailureReason.INVALID_JSON, null, 7, "expected JSON");

    assertThat(route(new Decoded.Failed(Via.VALUE, FAILURE, value)))
        .containsExactly(
            "fallback MISSING_FIELD", "failed INVALID_JSON expected JSON at byte 7, headers too");
    assertThat(route(new Decoded.Failed(Via.VALUE, null, value)))
        .containsExactly("failed INVALID_JSON expected JSON at byte 7");
  }

  @Test
  void aTaskTooLargeForItsTopicIsADeadLetter() {
    TaskFields large = new TaskFields().set(TaskField.PRIMARY_HASH, "x".repeat(100_000));

    assertThat(route(new Decoded.Dispatch(Via.HEADERS, null, large, null)))
        .singleElement()
        .asString()
        .startsWith("failed TASK_TOO_LARGE expected a task of at most 50,000 bytes");
  }

  private List<String> route(Decoded decoded) {
    outputs.clear();
    new RecordRouter((record, partition) -> decoded, TaskLimit.bytes(50_000), new ListedOutputs())
        .route(record, partition);
    return outputs;
  }

  private final class ListedOutputs implements Outputs {

    @Override
    public void task(SourcePartition of, Decoded.Dispatch decoded, PostProcessTask task) {
      outputs.add("task " + task.source());
    }

    @Override
    public void skipped(SourcePartition of, SourceRecord skipped, Decoded.Skip decoded) {
      outputs.add("skipped " + decoded.cause());
    }

    @Override
    public void dropped(SourcePartition of, SourceRecord dropped, Via via) {
      outputs.add("dropped");
    }

    @Override
    public void failed(
        SourcePartition of,
        SourceRecord failed,
        DecodeFailure headerFailure,
        DeadLetterReason reason,
        String message) {
      outputs.add(
          "failed " + reason + " " + message + (headerFailure == null ? "" : ", headers too"));
    }

    @Override
    public void fallback(SourceRecord of, DecodeFailure headerFailure) {
      outputs.add("fallback " + headerFailure.reason());
    }
  }
}
