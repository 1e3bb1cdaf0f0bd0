// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.OnGap;
import io.eventforwarder.config.OnLimit;
import io.eventforwarder.control.SwitchSource;
import io.eventforwarder.deadletter.DeadLetter;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.DecodeMode;
import io.eventforwarder.decode.EventStreamType;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.SkipCause;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.decode.Via;
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

class DecodeFunctionTest {

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
    assertThat(task.queue()).isEqualTo("post_process_errors");
    assertThat(task.arguments().get(TaskArguments.EVENTSTREAM_TYPE)).isEqualTo("error");
    assertThat(side(SideOutputs.FALLBACK)).isEmpty();
    assertThat(side(SideOutputs.FAILURE)).isEmpty();
    assertThat(side(SideOutputs.SKIPPED)).isEmpty();
  }

  @Test
  void aTaskLargerThanItsTopicTakesIsAFailureOfItsRecord() throws Exception {
    SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
    String groupStates = "[\"" + "x".repeat(MAX_TASK_BYTES) + "\"]";
    sample.headers().add("group_states", groupStates.getBytes(StandardCharsets.UTF_8));
    process(sample, 7);

    DeadLetter deadLetter = side(SideOutputs.FAILURE).get(0);
    assertThat(tasks()).isEmpty();
    assertThat(deadLetter.headerFailure()).isNull();
    assertThat(deadLetter.failure().reason()).isEqualTo(FailureReason.TASK_TOO_LARGE);
    assertThat(deadLetter.record().headers()).isEqualTo(sample.headers());
  }

  @Test
  void tellsOfAFallbackBesidesTheTask() throws Exception {
    process(SampleKind.NO_HEADERS, 8);

    assertThat(tasks()).hasSize(1);
    assertThat(side(SideOutputs.FALLBACK))
        .singleElement()
        .satisfies(
            fallback -> {
              assertThat(fallback.source().offset()).isEqualTo(8);
              assertThat(fallback.headerFailure().reason()).isEqualTo(FailureReason.MISSING_FIELD);
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
    assertThat(deadLetter.failure().reason()).isEqualTo(FailureReason.INVALID_JSON);
  }

  @Test
  void saysWhatIsSkippedAndWhy() throws Exception {
    process(SampleKind.SKIP_CONSUME, 10);

    assertThat(tasks()).isEmpty();
    assertThat(side(SideOutputs.SKIPPED))
        .containsExactly(
            new Skipped(
                new Coordinates("events", 2, 10), TIMESTAMP, Via.HEADERS, SkipCause.SKIP_CONSUME));
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
  void asksOnlyTheValueInModeValueOnly() throws Exception {
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
  void carriesTheTraceAlong() throws Exception {
    SampleTraffic.Sample sample = traffic.next(EventStreamType.ERROR, SampleKind.HEADERS);
    sample.headers().add("sentry-trace", "old".getBytes(StandardCharsets.UTF_8));
    sample.headers().add("sentry-trace", "new".getBytes(StandardCharsets.UTF_8));
    sample.headers().add("baggage", null);
    sample.headers().add("traceparent", "00-4bf9-00f0-01".getBytes(StandardCharsets.UTF_8));
    process(sample, 13);

    assertThat(tasks().get(0).trace()).isEqualTo(new TraceContext("new", "", "00-4bf9-00f0-01"));
  }

  @Test
  void endsTheJobWithoutARestartBeyondALimitIfToldTo() throws Exception {
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
                + " JSON, found a null value; mend the cause, or raise the limit, or set"
                + " dead-letter.on-limit: continue, and start from the last checkpoint");
    assertThat(side(SideOutputs.FAILURE)).hasSize(4);
  }

  @Test
  void comparesWithTheValueWhatHeadersDecidedAndTellsOfAMismatchWithoutPayload() throws Exception {
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
                  .containsEntry("fields", "queue, cache_key, project_id")
                  .containsEntry("suppressed", "0");
              assertThat(entry.facts().get("headers"))
                  .startsWith("queue: text of 6 characters, cache_key: text of ")
                  .endsWith(", project_id: an integer");
              assertThat(entry.facts().get("value"))
                  .startsWith("queue: text of 19 characters, cache_key: text of ");
            });
  }

  @Test
  void tellsOfAValueThatIsBrokenWhereHeadersDecided() throws Exception {
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
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(Fallback.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(Skipped.class);
  }

  private SourceRecord process(SampleKind kind, long offset) throws Exception {
    return process(traffic.next(EventStreamType.ERROR, kind), offset);
  }

  private SourceRecord process(SampleTraffic.Sample sample, long offset) throws Exception {
    Headers headers = sample.headers();
    SourceRecord record =
        new SourceRecord("events", 2, offset, TIMESTAMP, null, sample.value(), headers);
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
            new DecodeOperator(
                new DecodeFunction(
                    Map.of("events", EventStreamType.ERROR),
                    SwitchSource.fixed(mode),
                    DecodeLimits.DEFAULT,
                    TaskLimit.bytes(MAX_TASK_BYTES),
                    paritySample,
                    policy,
                    new FakeSourceLog(),
                    OnGap.RECORD)));
    harness.open();
    return harness;
  }
}
