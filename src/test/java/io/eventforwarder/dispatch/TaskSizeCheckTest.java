// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
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

  /** What grows most when it is encoded: escapes, surrogate pairs, numbers, empty strings. */
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
  void findsExactlyTheTasksThatAreTooLarge(String element) {
    PostProcessTask task = groupStates(utf8("[" + (element + ",").repeat(20_000) + element + "]"));
    int size = size(settings(TaskFormat.TASKBROKER), task);

    assertThat(check(settings(TaskFormat.TASKBROKER), size).check(task)).isNull();
    assertThat(check(settings(TaskFormat.TASKBROKER), size - 1).check(task))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "expected a task of at most %,d bytes, max.message.bytes of topic taskworker, found up to %,d",
                size - 1,
                size));
  }

  @ParameterizedTest
  @EnumSource(TaskField.class)
  void checksEveryField(TaskField field) {
    for (Object value :
        new Object[] {
          "\u0001".repeat(30_000), new JsonText(utf8("[" + "1,".repeat(30_000) + "1]"))
        }) {
      PostProcessTask task = task(new TaskFields().set(field, value), TraceContext.NONE);
      // A task activation has no queue, and only a string selects a topic.
      checksExactly(TaskFormat.JSON, task);
      if (field != TaskField.QUEUE) {
        checksExactly(TaskFormat.TASKBROKER, task);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TaskFormat.class)
  void checksEveryTraceHeader(TaskFormat format) {
    String text = "\u00e9".repeat(30_000);
    checksExactly(format, task(new TaskFields(), new TraceContext(text, "", "")));
    checksExactly(format, task(new TaskFields(), new TraceContext("", text, "")));
    checksExactly(format, task(new TaskFields(), new TraceContext("", "", text)));
  }

  private static void checksExactly(TaskFormat format, PostProcessTask task) {
    int size = size(settings(format), task);
    assertThat(check(settings(format), size - 1).check(task)).isNotNull();
    assertThat(check(settings(format), size).check(task)).isNull();
  }

  @ParameterizedTest
  @EnumSource(ParametersFormat.class)
  void refusesAHugeStringWithoutEncodingIt(ParametersFormat parameters) {
    PostProcessTask task =
        task(
            new TaskFields().set(TaskField.PRIMARY_HASH, "x".repeat(50_000_000)),
            TraceContext.NONE);
    TaskSizeCheck check =
        new TaskSizeCheck(
            settings(TaskFormat.TASKBROKER, parameters), Map.of(TOPIC, 1_000_000, LARGE_TOPIC, 1));

    assertThat(check.check(task)).contains("found at least 50,000,000");
  }

  @Test
  void usesTheLimitOfTheTasksTopic() {
    byte[] states = utf8("[\"" + "x".repeat(3_000) + "\"]");
    PostProcessTask small = groupStates(states);
    PostProcessTask large = groupStates(states);
    large.fields().set(TaskField.QUEUE, "large");
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
    return settings(format, ParametersFormat.BOTH);
  }

  private static DispatchSettings settings(TaskFormat format, ParametersFormat parameters) {
    return new DispatchSettings(
        new TaskRoutes(TOPIC, Map.of("large", LARGE_TOPIC)),
        format,
        parameters,
        new TaskDefinition("sentry", "a.namespace", "a.name", Duration.ofSeconds(60)),
        true);
  }

  private static PostProcessTask groupStates(byte[] json) {
    return task(
        new TaskFields().set(TaskField.GROUP_STATES, new JsonText(json)), TraceContext.NONE);
  }

  private static PostProcessTask task(TaskFields fields, TraceContext trace) {
    return new PostProcessTask(SOURCE, SOURCE, 1, trace, fields);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
