// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.decode.JsonText;
import io.eventforwarder.decode.TaskArguments;
import io.eventforwarder.serialization.ImmutableTypeInfo;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostProcessTaskTest {

  static Stream<PostProcessTask> tasks() {
    JsonText states = new JsonText("[{\"id\":1}]".getBytes(StandardCharsets.UTF_8));
    TaskArguments mixed =
        new TaskArguments(
            new Object[] {
              true, false, null, "é😀", "e:1:2", Long.MIN_VALUE, states, 1.5, -0.0, ""
            });
    TaskArguments nulls = new TaskArguments(new Object[TaskArguments.NAMES.size()]);
    Coordinates here = new Coordinates("events", 1, 2);
    Coordinates there = new Coordinates("transactions", 3, Long.MAX_VALUE);
    return Stream.of(
        new PostProcessTask(
            here, 3, "post_process_errors", mixed, new TraceContext("t", "b", "p"), there),
        new PostProcessTask(here, -1, null, nulls, TraceContext.NONE, here),
        new PostProcessTask(
            here, -1, states, nulls, new TraceContext("", "x".repeat(100_000), ""), here));
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

  @Test
  void isNeverLeftToKryo() {
    assertThat(TypeInformation.of(PostProcessTask.class)).isInstanceOf(ImmutableTypeInfo.class);
  }
}
