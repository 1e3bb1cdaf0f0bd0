// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventforwarder.testing.DecodeVector;
import io.eventforwarder.testing.JsonComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The decoder against what the Python forwarder did with the same records. */
class GoldenVectorsTest {

  /**
   * Vectors made from payloads under another licence. They are never part of this project, and are
   * read in place.
   */
  private static final Path REAL_VECTORS = Path.of("../shared/vectors/decode-real.jsonl");

  private static final ObjectMapper MAPPER = new JsonMapper();

  @Test
  void agreesOnEverySyntheticVector() {
    assertAgreement(DecodeVector.synthetic());
  }

  @Test
  @EnabledIf("hasRealVectors")
  void agreesOnEveryRealVector() throws IOException {
    assertAgreement(DecodeVector.read(Files.newInputStream(REAL_VECTORS)));
  }

  static boolean hasRealVectors() {
    return Files.exists(REAL_VECTORS);
  }

  private static void assertAgreement(List<DecodeVector> vectors) {
    List<String> disagreements = new ArrayList<>();
    int compared = 0;
    int quirks = 0;
    for (DecodeVector vector : vectors) {
      if (vector.isQuirk()) {
        quirks++;
        decode(vector);
        continue;
      }
      compared++;
      JsonNode actual = toJson(decode(vector));
      JsonNode expected = decisionOf(vector.expected());
      if (!JsonComparison.same(expected, actual)) {
        disagreements.add(vector + "\n    expected " + expected + "\n    actual   " + actual);
      }
    }
    assertThat(disagreements).as("of %d vectors, %d quirks apart", compared, quirks).isEmpty();
    assertThat(compared).isGreaterThan(500);
  }

  private static Decoded decode(DecodeVector vector) {
    DecodeMode mode = vector.useHeaders() ? DecodeMode.HEADERS_FIRST : DecodeMode.VALUE_ONLY;
    return new MessageDecoder(DecodeLimits.DEFAULT)
        .decode(mode, vector.headers(), vector.value(), vector.type());
  }

  private static JsonNode decisionOf(JsonNode expected) {
    ObjectNode decision = MAPPER.createObjectNode();
    for (String name : List.of("outcome", "via", "fallback", "task")) {
      decision.set(name, expected.path(name));
    }
    return decision;
  }

  private static JsonNode toJson(Decoded decoded) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("via", decoded.via() == Via.HEADERS ? "headers" : "body");
    json.put("fallback", decoded.isFallback());
    json.putNull("task");
    if (decoded instanceof Decoded.Dispatch dispatch) {
      json.put("outcome", "dispatch");
      ObjectNode task = json.putObject("task");
      task.set("queue", toJson(dispatch.fields().get(TaskField.QUEUE)));
      ObjectNode kwargs = task.putObject("kwargs");
      for (TaskField argument : TaskField.ARGUMENTS) {
        kwargs.set(argument.toString(), toJson(dispatch.fields().get(argument)));
      }
    } else {
      json.put("outcome", decoded instanceof Decoded.Skip ? "skip" : "fail");
    }
    return json;
  }

  private static JsonNode toJson(Object value) {
    if (value instanceof JsonText text) {
      try {
        return MAPPER.readTree(text.toString());
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }
    return MAPPER.valueToTree(value);
  }
}
