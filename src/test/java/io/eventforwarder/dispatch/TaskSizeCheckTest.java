// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.DecodeFailure;
import io.eventforwarder.decode.FailureReason;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSizeCheckTest {

  private static final String TOPIC = "taskworker";
  private static final String LARGE_TOPIC = "taskworker-large";
  private static final Coordinates SOURCE = new Coordinates("events", 3, 41);

  /** What grows most, each way: escapes, pairs of surrogates, numbers, empty strings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"é\"",
        "\"😀\"",
        "\"\\u0000\"",
        "1e15",
        "1e1",
        "-1E-9",
        "0.1",
        "\"\"",
        "[]",
        "{}",
        "7"
      })
  void findsExactlyThoseThatAreTooLarge(String element) {
    PostProcessTask task =
        task(new JsonText(utf8("[" + (element + ",").repeat(20_000) + element + "]")), null);
    int size = size(settings(TaskFormat.TASKBROKER), task);

    assertThat(check(settings(TaskFormat.TASKBROKER), size).check(task)).isNull();
    DecodeFailure failure = check(settings(TaskFormat.TASKBROKER), size - 1).check(task);

    assertThat(failure.reason()).isEqualTo(FailureReason.TASK_TOO_LARGE);
    assertThat(failure.message())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "expected a task of at most %,d bytes, max.message.bytes of topic taskworker, found %,d",
                size - 1,
                size));
  }

  @ParameterizedTest
  @EnumSource(TaskFormat.class)
  void looksAtTheTraceAndAtStrings(TaskFormat format) {
    PostProcessTask traced = task(null, "\u00e9".repeat(30_000));
    Object[] arguments = new Object[TaskArguments.NAMES.size()];
    arguments[TaskArguments.PRIMARY_HASH] = "\u0001".repeat(30_000);
    PostProcessTask hashed =
        new PostProcessTask(
            SOURCE, 1, null, new TaskArguments(arguments), TraceContext.NONE, SOURCE);

    for (PostProcessTask task : new PostProcessTask[] {traced, hashed}) {
      int size = size(settings(format), task);
      assertThat(check(settings(format), size - 1).check(task)).isNotNull();
      assertThat(check(settings(format), size).check(task)).isNull();
    }
  }

  @Test
  void goesByTheTopicThatTheTaskIsFor() {
    PostProcessTask small = task(new JsonText(utf8("[\"" + "x".repeat(3_000) + "\"]")), null);
    PostProcessTask large =
        new PostProcessTask(SOURCE, 1, "large", small.arguments(), TraceContext.NONE, SOURCE);
    TaskSizeCheck check =
        new TaskSizeCheck(
            settings(TaskFormat.TASKBROKER), Map.of(TOPIC, 5_000, LARGE_TOPIC, 50_000));

    assertThat(check.check(small)).isNotNull();
    assertThat(check.check(large)).isNull();
  }

  private static TaskSizeCheck check(DispatchSettings settings, int max) {
    return new TaskSizeCheck(settings, Map.of(TOPIC, max, LARGE_TOPIC, 50_000_000));
  }

  private static int size(DispatchSettings settings, PostProcessTask task) {
    TaskSerializationSchema schema = new TaskSerializationSchema(settings, "a-cluster");
    schema.open(null, null);
    return RecordSize.upperBound(schema.serialize(task, null, null));
  }

  private static DispatchSettings settings(TaskFormat format) {
    return new DispatchSettings(
        new TaskRoutes(TOPIC, Map.of("large", LARGE_TOPIC)),
        format,
        ParametersFormat.BOTH,
        new TaskDefinition("sentry", "a.namespace", "a.name", Duration.ofSeconds(60)),
        true);
  }

  private static PostProcessTask task(JsonText groupStates, String baggage) {
    Object[] arguments = new Object[TaskArguments.NAMES.size()];
    arguments[TaskArguments.GROUP_STATES] = groupStates;
    TraceContext trace = baggage == null ? TraceContext.NONE : new TraceContext("", baggage, "");
    return new PostProcessTask(SOURCE, 1, null, new TaskArguments(arguments), trace, SOURCE);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
