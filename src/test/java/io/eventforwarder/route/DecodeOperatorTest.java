// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.FailurePolicy.OnLimit;
import io.eventforwarder.config.ForwarderConfig.OnGap;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.deadletter.DeadLetterReason;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.demo.SampleKind;
import io.eventforwarder.demo.SampleTraffic;
import io.eventforwarder.dispatch.PostProcessTask;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.SourceRecord;
import io.eventforwarder.source.TraceContext;
import io.eventforwarder.testing.FakeSourceLog;
import io.eventforwarder.testing.TaskLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.types.PojoTestUtils;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeOperatorTest {

  private static final long TIMESTAMP = 1_795_377_600_000L;
  private static final int MAX_TASK_BYTES = 100_000;

  private final SampleTraffic traffic = new SampleTraffic(1, 1_500);
  private OneInputStreamOperatorTestHarness<SourceRecord, PostProcessTask> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(DecodeMode.HEADERS_FIRST);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void dispatchesFromHeadersWithoutASideOutput() throws Exception {
    process(SampleKind.HEADERS, 7);

    PostProcessTask task = tasks().get(0);
    assertThat(tasks()).hasSize(1);
    assertThat(task.source()).isEqualTo(new Coordinates("events", 2, 7));
    assertThat(task.origin()).isEqualTo(task.source());
    assertThat(task.timestamp()).isEqualTo(TIMESTAMP);
    assertThat(task.fields().get(TaskField.QUEUE)).isEqualTo("post_process_errors");
    assertThat(task.fields().get(TaskField.EVENTSTREAM_TYPE)).isEqualTo("error");
    assertThat(side(SideOutputs.FALLBACK)).isEmpty();
    assertThat(side(SideOutputs.FAILURE)).isEmpty();
    assertThat(side(SideOutputs.SKIPPED)).isEmpty();
  }

  @Test
  void aTaskTooLargeForItsTopicIsAFailureOfItsRecord() throws Exception {
    SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
    String groupStates = "[\"" + "x".repeat(MAX_TASK_BYTES) + "\"]";
    sample.headers().add("group_states", groupStates.getBytes(StandardCharsets.UTF_8));
    process(sample, 7);

    DeadLetter deadLetter = side(SideOutputs.FAILURE).get(0);
    assertThat(tasks()).isEmpty();
    assertThat(deadLetter.headerFailure()).isNull();
    assertThat(deadLetter.reason()).isEqualTo(DeadLetterReason.TASK_TOO_LARGE);
    assertThat(deadLetter.record().headers()).isEqualTo(sample.headers());
  }

  @Test
  void emitsAFallbackEntryInAdditionToTheTask() throws Exception {
    process(SampleKind.NO_HEADERS, 8);

    assertThat(tasks()).hasSize(1);
    assertThat(side(SideOutputs.FALLBACK))
        .singleElement()
        .satisfies(
            fallback -> {
              assertThat(fallback.source().offset()).isEqualTo(8);
              assertThat(fallback.facts()).containsEntry("reason", "MISSING_FIELD");
            });
  }

  @Test
  void keepsTheWholeRecordInADeadLetter() throws Exception {
    SourceRecord record = process(SampleKind.BOTH_BROKEN, 9);

    assertThat(tasks()).isEmpty();
    assertThat(side(SideOutputs.FALLBACK)).hasSize(1);
    DeadLetter deadLetter = side(SideOutputs.FAILURE).get(0);
    assertThat(deadLetter.record()).isSameAs(record);
    assertThat(deadLetter.headerFailure()).isNotNull();
    assertThat(deadLetter.reason()).isEqualTo(DeadLetterReason.INVALID_JSON);
  }

  @Test
  void namesTheOperationOfASkippedRecord() throws Exception {
    process(SampleKind.SKIP_CONSUME, 10);

    assertThat(tasks()).isEmpty();
    assertThat(side(SideOutputs.SKIPPED))
        .containsExactly(
            new AuditEntry(
                new Coordinates("events", 2, 10),
                TIMESTAMP,
                Map.of("decision", "skipped", "via", "headers", "operation", "skip_consume")));
  }

  @Test
  void countsEachRecordOnce() throws Exception {
    for (int i = 0; i < 500; i++) {
      SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR);
      process(sample, i);
    }

    int outcomes =
        tasks().size() + side(SideOutputs.FAILURE).size() + side(SideOutputs.SKIPPED).size();
    assertThat(outcomes).isEqualTo(500);
    assertThat(side(SideOutputs.FAILURE)).isNotEmpty();
    assertThat(side(SideOutputs.SKIPPED)).isNotEmpty();
    assertThat(side(SideOutputs.FALLBACK).size()).isGreaterThan(side(SideOutputs.FAILURE).size());
  }

  @Test
  void decodesOnlyTheValueInModeValueOnly() throws Exception {
    harness.close();
    harness = harness(DecodeMode.VALUE_ONLY);

    process(SampleKind.BROKEN_HEADERS, 11);
    process(SampleKind.TOMBSTONE, 12);

    assertThat(tasks()).hasSize(1);
    assertThat(side(SideOutputs.FALLBACK)).isEmpty();
    assertThat(side(SideOutputs.FAILURE))
        .singleElement()
        .satisfies(deadLetter -> assertThat(deadLetter.headerFailure()).isNull());
  }

  @Test
  void keepsTheTrace() throws Exception {
    SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
    sample.headers().add("sentry-trace", "old".getBytes(StandardCharsets.UTF_8));
    sample.headers().add("sentry-trace", "new".getBytes(StandardCharsets.UTF_8));
    sample.headers().add("baggage", null);
    sample.headers().add("traceparent", "00-4bf9-00f0-01".getBytes(StandardCharsets.UTF_8));
    process(sample, 13);

    assertThat(tasks().get(0).trace()).isEqualTo(new TraceContext("new", "", "00-4bf9-00f0-01"));
  }

  @Test
  void endsTheJobWithoutARestartBeyondALimitIfConfigured() throws Exception {
    harness.close();
    harness =
        harness(
            DecodeMode.HEADERS_FIRST,
            new FailurePolicy(1, Duration.ofMinutes(1), 2, OnLimit.FAIL),
            0);

    process(SampleKind.TOMBSTONE, 1);
    process(SampleKind.TOMBSTONE, 2);
    process(SampleKind.HEADERS, 3);
    process(SampleKind.TOMBSTONE, 4);
    process(SampleKind.TOMBSTONE, 5);
    assertThatThrownBy(() -> process(SampleKind.TOMBSTONE, 6))
        .isInstanceOf(SuppressRestartsException.class)
        .rootCause()
        .hasMessage(
            "too many dead letters of events-2: 3 records in a row, more than"
                + " dead-letter.limit.max-consecutive = 2; the last is offset 6, EMPTY_VALUE: expected"
                + " JSON, found a null value; fix the cause, or raise the limit, or set"
                + " dead-letter.on-limit: continue, and start from the last checkpoint");
    assertThat(side(SideOutputs.FAILURE)).hasSize(4);
  }

  @Test
  void reportsAParityMismatchWithoutPayload() throws Exception {
    compareAll();
    process(SampleKind.HEADERS, 1);
    process(SampleKind.SKIP_CONSUME, 2);
    process(SampleKind.OTHER_OPERATION, 3);
    assertThat(side(SideOutputs.FALLBACK)).isEmpty();

    SampleTraffic.Sample other = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
    other.headers().add("project_id", "77777".getBytes(StandardCharsets.UTF_8));
    other.headers().add("queue", "secret".getBytes(StandardCharsets.UTF_8));
    process(other, 4);

    assertThat(tasks()).hasSize(2);
    assertThat(side(SideOutputs.FALLBACK))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.source().offset()).isEqualTo(4);
              assertThat(entry.facts())
                  .containsEntry("decision", "parity-mismatch")
                  .containsEntry("fields", "cache_key, project_id, queue")
                  .containsEntry("suppressed", "0");
              assertThat(entry.facts().get("headers"))
                  .startsWith("cache_key: text of ")
                  .endsWith(", project_id: an integer, queue: text of 6 characters");
              assertThat(entry.facts().get("value"))
                  .endsWith(", project_id: an integer, queue: text of 19 characters");
            });
  }

  @Test
  void reportsABrokenValueIfTheHeadersDecided() throws Exception {
    compareAll();
    SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
    process(new SampleTraffic.Sample(sample.kind(), sample.headers(), new byte[] {'['}), 1);

    assertThat(tasks()).hasSize(1);
    assertThat(side(SideOutputs.FALLBACK).get(0).facts())
        .containsEntry("fields", "outcome")
        .containsEntry("headers", "outcome: dispatch")
        .hasEntrySatisfying(
            "value", text -> assertThat(text).startsWith("outcome: fail: INVALID_JSON"));
  }

  private void compareAll() throws Exception {
    harness.close();
    harness =
        harness(
            DecodeMode.HEADERS_FIRST,
            new FailurePolicy(1, Duration.ofMinutes(1), 0, OnLimit.CONTINUE),
            1);
  }

  @Test
  void itsSideOutputsNeedNoKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(DeadLetter.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(AuditEntry.class);
  }

  private SourceRecord process(SampleKind kind, long offset) throws Exception {
    return process(traffic.next(EventStreamType.ERROR, kind), offset);
  }

  private SourceRecord process(SampleTraffic.Sample sample, long offset) throws Exception {
    Headers headers = sample.headers();
    SourceRecord record =
        new SourceRecord(
            new Coordinates("events", 2, offset), TIMESTAMP, null, sample.value(), headers);
    harness.processElement(new StreamRecord<>(record));
    return record;
  }

  private List<PostProcessTask> tasks() {
    return harness.extractOutputValues();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    Collection<StreamRecord<T>> records = harness.getSideOutput(tag);
    List<T> values = new ArrayList<>();
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }

  private static OneInputStreamOperatorTestHarness<SourceRecord, PostProcessTask> harness(
      DecodeMode mode) throws Exception {
    return harness(mode, new FailurePolicy(1, Duration.ofMinutes(1), 0, OnLimit.CONTINUE), 0);
  }

  private static OneInputStreamOperatorTestHarness<SourceRecord, PostProcessTask> harness(
      DecodeMode mode, FailurePolicy policy, double paritySample) throws Exception {
    OneInputStreamOperatorTestHarness<SourceRecord, PostProcessTask> harness =
        new OneInputStreamOperatorTestHarness<>(
            new DecodeOperator<>(
                new DecodeSettings(
                    Map.of("events", EventStreamType.ERROR),
                    DecodeLimits.DEFAULT,
                    policy,
                    OnGap.RECORD,
                    paritySample),
                SwitchSource.fixed(mode),
                TaskLimit.bytes(MAX_TASK_BYTES),
                new FakeSourceLog(),
                MainOutput.tasks()));
    harness.open();
    return harness;
  }
}
