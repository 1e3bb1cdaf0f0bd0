// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import io.eventforwarder.decode.TaskField;
import io.eventforwarder.decode.TaskFields;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.Coordinates;
import io.eventforwarder.source.TraceContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskbrokerEncoderTest {

  /** The last millisecond of a protobuf timestamp. */
  private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private final TaskbrokerEncoder encoder =
      new TaskbrokerEncoder(
          new TaskDefinition("application", "namespace", "name", Duration.ofSeconds(300)),
          ParametersFormat.BOTH,
          TaskField.ARGUMENTS.stream().map(TaskField::toString).toList());

  static Stream<PostProcessTask> tasks() {
    return Stream.of(
            TraceContext.NONE,
            new TraceContext("trace", "", ""),
            new TraceContext("", "b".repeat(300), ""),
            new TraceContext("trace-é", "baggage", "parent"))
        .flatMap(
            trace ->
                Stream.of(
                        Long.MIN_VALUE,
                        -1L,
                        0L,
                        999L,
                        1_000L,
                        1_795_376_096_789L,
                        YEAR_9999,
                        YEAR_9999 + 1,
                        Long.MAX_VALUE)
                    .map(
                        timestamp ->
                            new PostProcessTask(
                                new Coordinates("events", 3, 41),
                                new Coordinates("events", 3, 41),
                                timestamp,
                                trace,
                                new TaskFields())));
  }

  /** Generated code reads the fields, and writes the same bytes, so that their order is right. */
  @ParameterizedTest
  @MethodSource("tasks")
  void writesTheBytesOfTheGeneratedMessage(PostProcessTask task) throws IOException {
    byte[] encoded = encoder.encode("an-id", task);

    TaskActivation activation = TaskActivation.parseFrom(encoded);
    assertThat(serialize(activation)).isEqualTo(encoded);
    assertThat(activation.getId()).isEqualTo("an-id");
    assertThat(activation.getApplication()).isEqualTo("application");
    assertThat(activation.getNamespace()).isEqualTo("namespace");
    assertThat(activation.getTaskname()).isEqualTo("name");
    assertThat(activation.getProcessingDeadlineDuration()).isEqualTo(300);
    assertThat(activation.getHeadersMap())
        .containsEntry("sentry-trace", task.trace().sentryTrace())
        .containsEntry("baggage", task.trace().baggage());
    assertThat(activation.getHeadersOrDefault("traceparent", ""))
        .isEqualTo(task.trace().traceparent());
    assertThat(activation.hasReceivedAt()).isEqualTo(task.timestamp() >= 0);
    if (task.timestamp() >= 0) {
      Timestamp receivedAt = activation.getReceivedAt();
      assertThat(Instant.ofEpochSecond(receivedAt.getSeconds(), receivedAt.getNanos()))
          .isEqualTo(Instant.ofEpochMilli(Math.min(task.timestamp(), YEAR_9999)));
    }
  }

  private static byte[] serialize(TaskActivation activation) throws IOException {
    byte[] bytes = new byte[activation.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    activation.writeTo(output);
    return bytes;
  }
}
