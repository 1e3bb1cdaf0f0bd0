// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.eventforwarder.decode.JsonText;
import io.eventforwarder.dispatch.proto.TaskActivation;
import io.eventforwarder.source.TraceContext;
import io.eventforwarder.testing.JsonComparison;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Activations against those of the task broker's Python client, with its clock, ids and trace
 * frozen.
 */
class GoldenActivationsTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * What this project leaves out: a task setting of another task, and integers beyond signed 64
   * bits.
   */
  private static final Set<String> OUT_OF_SCOPE = Set.of("compression_zstd", "int_u64max");

  private static final TaskDefinition TASK =
      new TaskDefinition(
          "sentry",
          "ingest.errors.postprocess",
          "sentry.issues.tasks.post_process.post_process_group",
          Duration.ofSeconds(120));

  record Golden(JsonNode json) {

    String label() {
      return json.path("label").textValue();
    }

    List<String> argumentNames() {
      List<String> names = new ArrayList<>();
      json.path("kwargs").fieldNames().forEachRemaining(names::add);
      return names;
    }

    List<Object> arguments() {
      List<Object> values = new ArrayList<>();
      json.path("kwargs").forEach(value -> values.add(toValue(value)));
      return values;
    }

    byte[] encode(ParametersFormat format) {
      Instant receivedAt = OffsetDateTime.parse(json.path("received_at").textValue()).toInstant();
      return new TaskbrokerEncoder(TASK, format, argumentNames())
          .encode(
              json.path("activation_id").textValue(),
              ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt),
              new TraceContext(header("sentry-trace"), header("baggage"), ""),
              arguments()::get);
    }

    /** The frozen trace, as the client has written it. */
    private String header(String name) {
      JsonNode headers =
          json.has("decoded") ? json.path("decoded").path("headers") : json.path("headers");
      return headers.path(name).textValue();
    }

    @Override
    public String toString() {
      return label();
    }
  }

  static Stream<Golden> activations() throws IOException {
    return read("/vectors/activations.jsonl").stream()
        .filter(golden -> golden.json().path("apply_async_options").isEmpty())
        .filter(golden -> !OUT_OF_SCOPE.contains(golden.label()));
  }

  static Stream<Golden> activationsWithBothFields() throws IOException {
    return read("/vectors/activations-json-and-msgpack.jsonl").stream()
        .filter(golden -> !OUT_OF_SCOPE.contains(golden.label()));
  }

  @Test
  void coversWhatAForwarderCouldSend() throws IOException {
    assertThat(activations()).hasSize(34);
    assertThat(activationsWithBothFields()).hasSize(5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("activations")
  void writesTheClientsBytesWithMsgpackOnly(Golden golden) {
    assertThat(Base64.getEncoder().encodeToString(golden.encode(ParametersFormat.MSGPACK)))
        .isEqualTo(golden.json().path("bytes_deterministic_b64").textValue());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("activations")
  void addsTheSameParametersAsJson(Golden golden)
      throws InvalidProtocolBufferException, JsonProcessingException {
    TaskActivation both = TaskActivation.parseFrom(golden.encode(ParametersFormat.BOTH));

    JsonNode parameters = MAPPER.readTree(both.getParametersJson());
    assertThat(parameters.path("args")).isEmpty();
    assertThat(JsonComparison.same(parameters.path("kwargs"), golden.json().path("kwargs")))
        .isTrue();
    assertThat(both.toBuilder().clearParametersJson().build())
        .isEqualTo(TaskActivation.parseFrom(golden.encode(ParametersFormat.MSGPACK)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("activationsWithBothFields")
  void writesBothFieldsAsTheClientDid(Golden golden) throws InvalidProtocolBufferException {
    byte[] expected = Base64.getDecoder().decode(golden.json().path("bytes_b64").textValue());

    assertThat(TaskActivation.parseFrom(golden.encode(ParametersFormat.BOTH)))
        .isEqualTo(TaskActivation.parseFrom(expected));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("activationsWithBothFields")
  void omitsMsgpackOnRequest(Golden golden) throws InvalidProtocolBufferException {
    byte[] expected = Base64.getDecoder().decode(golden.json().path("bytes_b64").textValue());

    assertThat(TaskActivation.parseFrom(golden.encode(ParametersFormat.JSON)))
        .isEqualTo(TaskActivation.parseFrom(expected).toBuilder().clearParametersMsgpack().build());
  }

  private static Object toValue(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
      case STRING -> node.textValue();
      default -> new JsonText(node.toString().getBytes(StandardCharsets.UTF_8));
    };
  }

  private static List<Golden> read(String resource) throws IOException {
    List<Golden> activations = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(GoldenActivationsTest.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        activations.add(new Golden(MAPPER.readTree(line)));
      }
    }
    return activations;
  }
}
