// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostProcessTaskTest {

  static Stream<PostProcessTask> tasks() {
    JsonText states = new JsonText("[{\"id\":1}]".getBytes(StandardCharsets.UTF_8));
    TaskFields mixed =
        new TaskFields()
            .set(TaskField.IS_NEW, true)
            .set(TaskField.IS_REGRESSION, false)
            .set(TaskField.PRIMARY_HASH, "é😀")
            .set(TaskField.CACHE_KEY, "e:1:2")
            .set(TaskField.GROUP_ID, Long.MIN_VALUE)
            .set(TaskField.GROUP_STATES, states)
            .set(TaskField.OCCURRENCE_ID, 1.5)
            .set(TaskField.PROJECT_ID, -0.0)
            .set(TaskField.EVENTSTREAM_TYPE, "")
            .set(TaskField.QUEUE, "post_process_errors");
    TaskFields jsonQueue = new TaskFields().set(TaskField.QUEUE, states);
    Coordinates here = new Coordinates("events", 1, 2);
    Coordinates there = new Coordinates("transactions", 3, Long.MAX_VALUE);
    return Stream.of(
        new PostProcessTask(here, there, 3, new TraceContext("t", "b", "p"), mixed),
        new PostProcessTask(here, here, -1, TraceContext.NONE, new TaskFields()),
        new PostProcessTask(
            here, here, -1, new TraceContext("", "x".repeat(100_000), ""), jsonQueue));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void survivesSerializationWithTheTypesOfItsValues(PostProcessTask task) throws Exception {
    DataOutputSerializer output = new DataOutputSerializer(16);
    PostProcessTaskSerializer.INSTANCE.serialize(task, output);
    DataInputDeserializer input = new DataInputDeserializer(output.getCopyOfBuffer());

    assertThat(PostProcessTaskSerializer.INSTANCE.deserialize(input)).isEqualTo(task);
    assertThat(input.available()).isZero();
  }
}
